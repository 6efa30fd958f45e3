import type { ReplyOf } from '../api/operations.ts';
import { t } from '../texts/index.ts';

export type Schedule = ReplyOf<'jobs/schedules'>['schedules'][number];
const DAYS = 7;

/** When a schedule runs its job, in words: "at 04:00 on Mon, Tue". */
export function scheduleText({ cron, timeOfDay, repeatMinutes, daysOfWeek, timeZone }: Schedule): string {
  const words = [
    cron ?? '',
    timeOfDay === undefined ? '' : t.jobs.at(timeOfDay),
    repeatMinutes === undefined || repeatMinutes === 0 ? '' : t.jobs.every(repeatMinutes),
    daysText(daysOfWeek),
  ].filter((word) => word !== '');
  if (words.length === 0) return t.jobs.once;
  return [...words, ...(timeZone === undefined ? [] : [t.jobs.inZone(timeZone)])].join(' ');
}

/** Nothing where it is every day. @param flags seven times 0 or 1, Monday first */
function daysText(flags: readonly string[] | undefined): string {
  const days = t.jobs.days.filter((_day, index) => flags?.[index] === '1');
  return days.length === 0 || days.length === DAYS ? '' : t.jobs.onDays(days.join(', '));
}
