import { Cron } from 'croner';
import { Temporal } from 'temporal-polyfill';
import type { JobSchedule } from './job-schedule.ts';

const DAY_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;
/** Days that are looked at for one that is allowed: a week, and one for a day whose last time is over. */
const LOOKED_AT = 9;

/**
 * The first time after `after` at which a job runs, epoch milliseconds; undefined where none comes any more.
 *
 * - with `cron`: as it says, by the clocks of the zone
 * - with an interval and a time of the day: each day from that time on, after each interval, until the day ends; an interval of a day or more
 *   counts days, from the day of the start on
 * - with an interval alone: from the start on, after each interval
 * - with a time of the day alone: at that time of each allowed day
 * - else once, at the start
 *
 * A time that daylight saving leaves out is moved on by the gap, and one that comes twice means its first occurrence.
 *
 * @param after epoch milliseconds; the start itself counts where `after` lies before it
 */
export function nextTime(schedule: JobSchedule, after: number): number | undefined {
  const { cron, zone, startAfter, minuteOfDay, repeatMinutes, days } = schedule;
  const from = Math.max(after, startAfter - 1);
  if (cron !== undefined) return new Cron(cron, { timezone: zone, mode: '5-part' }).nextRun(new Date(from))?.getTime();
  if (minuteOfDay !== undefined) return byTheDay(schedule, from, minuteOfDay);
  if (repeatMinutes === undefined) return days === undefined && startAfter > after ? startAfter : undefined;
  return byInterval(schedule, from, repeatMinutes * MINUTE_MS);
}

/** The first time after `from` of those that each day has. */
function byTheDay({ zone, startAfter, days, repeatMinutes }: JobSchedule, from: number, minuteOfDay: number): number | undefined {
  const stepDays = Math.max(1, Math.floor((repeatMinutes ?? DAY_MINUTES) / DAY_MINUTES));
  const first = dayOf(startAfter, zone);
  let day = dayOf(from, zone);
  for (let looked = 0; looked < LOOKED_AT * stepDays; looked++) {
    const isOnStep = first.until(day, { largestUnit: 'days' }).days % stepDays === 0;
    if (isOnStep && isAllowed(day, days)) {
      const time = timesOf(day, zone, minuteOfDay, repeatMinutes ?? DAY_MINUTES).find((at) => at > from);
      if (time !== undefined) return time;
    }
    day = day.add({ days: 1 });
  }
  return undefined;
}

/** The times of one day: from a minute of it on, after each interval, as long as the wall clock shows that day. */
function timesOf(day: Temporal.PlainDate, zone: string, minuteOfDay: number, repeatMinutes: number): number[] {
  const times: number[] = [];
  for (let minute = minuteOfDay; minute < DAY_MINUTES; minute += repeatMinutes) {
    const time = Temporal.PlainTime.from({ hour: Math.floor(minute / 60), minute: minute % 60 });
    times.push(day.toPlainDateTime(time).toZonedDateTime(zone).epochMilliseconds);
  }
  return times;
}

function byInterval({ zone, startAfter, days }: JobSchedule, from: number, stepMs: number): number | undefined {
  const steps = Math.max(0, Math.floor((from - startAfter) / stepMs) + 1);
  let time = startAfter + steps * stepMs;
  const end = time + LOOKED_AT * Math.max(stepMs, DAY_MINUTES * MINUTE_MS);
  while (time <= end) {
    const day = dayOf(time, zone);
    if (isAllowed(day, days)) return time;
    const dayEnd = day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
    time += Math.max(1, Math.ceil((dayEnd - time) / stepMs)) * stepMs;
  }
  return undefined;
}

function dayOf(at: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
}

function isAllowed({ dayOfWeek }: Temporal.PlainDate, days: readonly boolean[] | undefined): boolean {
  return days === undefined || days[dayOfWeek - 1] === true;
}
