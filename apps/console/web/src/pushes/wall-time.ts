const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** True for a time without a zone: each device takes it by its own clock. */
export const isWallTime = (at: string): boolean => /^\d{4}-\d\d-\d\dT[\d:.]+$/.test(at);

/** A time without a zone as people read it; the viewer's zone changes nothing of it. */
export function wallTime(at: string): string {
  const date = new Date(`${at}Z`);
  return Number.isNaN(date.getTime()) ? at : format.format(date);
}
