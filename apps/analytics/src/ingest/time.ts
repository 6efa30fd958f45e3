/** Spans of time by which counts are kept: a letter, since it is in the id of every document. */
export type Stride = 'D' | 'H' | 'M';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** `YYYYMMDD` in UTC. @param at epoch milliseconds */
export function dayOf(at: number): string {
  const date = new Date(at);
  return `${date.getUTCFullYear()}${two(date.getUTCMonth() + 1)}${two(date.getUTCDate())}`;
}

/** `YYYYMMDDHH` in UTC. */
export function hourOf(at: number): string {
  return dayOf(at) + two(new Date(at).getUTCHours());
}

/** The minute in its hour, two digits. */
export function minuteOf(at: number): string {
  return two(new Date(at).getUTCMinutes());
}

/** The start of a day or an hour, epoch milliseconds. @param bucket `YYYYMMDD` or `YYYYMMDDHH` */
export function startOf(bucket: string): number {
  const [year, month, day, hour] = [bucket.slice(0, 4), bucket.slice(4, 6), bucket.slice(6, 8), bucket.slice(8, 10)].map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0);
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
