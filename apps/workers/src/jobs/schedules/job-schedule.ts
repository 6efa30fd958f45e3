import { Cron } from 'croner';
import { isTimeZone } from '@parlance/push';
import { isObject } from '@parlance/values';

const DAYS = 7;
const MINUTES_MAX = 366 * 24 * 60;
const CRON_LENGTH_MAX = 256;
/** `12:00`, `12:00:00` or, as the dashboard sends it, `12:00:00.000Z`. */
const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d{1,3})?)?Z?$/;

/** When a job runs: the members of a `_JobSchedule` that say so, read. */
export interface JobSchedule {
  readonly jobName: string;
  /** JSON of an object. */
  readonly params: string;
  /** No run is due before, epoch milliseconds. */
  readonly startAfter: number;
  /** A name of the tz database: days, times of the day and cron go by its clocks. */
  readonly zone: string;
  readonly cron?: string;
  /** Of the day, in minutes after midnight. */
  readonly minuteOfDay?: number;
  readonly repeatMinutes?: number;
  /** Seven, Monday first; absent where all days are allowed. */
  readonly days?: readonly boolean[];
}

/** The schedule of a `_JobSchedule`, or why there is none, as a sentence for its author. */
export type ReadSchedule = { readonly schedule: JobSchedule } | { readonly fault: string };

/** Reads the members of a `_JobSchedule` in the JSON of the REST API. @param now epoch milliseconds: the start of a schedule that names none */
export function readJobSchedule(members: Readonly<Record<string, unknown>>, now: number): ReadSchedule {
  const { jobName, params = '{}', startAfter, timeZone = 'UTC', cron, timeOfDay, repeatMinutes = 0, daysOfWeek } = members;
  if (typeof jobName !== 'string' || jobName === '') return fault('jobName has to name a job.');
  if (typeof params !== 'string' || !isObjectText(params)) return fault('params has to be the text of a JSON object.');
  const start = startAfter === undefined || startAfter === null ? now : startOf(startAfter);
  if (start === undefined) return fault('startAfter has to be a date as ISO 8601 writes it.');
  if (typeof timeZone !== 'string' || !isTimeZone(timeZone)) return fault('timeZone has to name a time zone, such as Europe/Berlin.');
  if (typeof repeatMinutes !== 'number' || !Number.isInteger(repeatMinutes) || repeatMinutes < 0 || repeatMinutes > MINUTES_MAX) {
    return fault(`repeatMinutes has to be a whole number up to ${MINUTES_MAX}.`);
  }
  const minuteOfDay = timeOfDay === undefined || timeOfDay === '' ? undefined : minutesOf(timeOfDay);
  if (minuteOfDay === 'none') return fault('timeOfDay has to be a time such as 12:00.');
  const days = daysOfWeek === undefined ? undefined : daysOf(daysOfWeek);
  if (days === 'none') return fault('daysOfWeek has to hold seven values 0 or 1, Monday first, and not 0 alone.');
  if (cron !== undefined && !isCron(cron, timeZone)) return fault('cron has to be an expression such as 0 4 * * 1-5.');
  return {
    schedule: {
      jobName,
      params,
      startAfter: start,
      zone: timeZone,
      ...(cron === undefined ? {} : { cron }),
      ...(minuteOfDay === undefined ? {} : { minuteOfDay }),
      ...(repeatMinutes === 0 ? {} : { repeatMinutes }),
      ...(days === undefined || days.every(Boolean) ? {} : { days }),
    },
  };
}

function fault(text: string): ReadSchedule {
  return { fault: text };
}

function isObjectText(text: string): boolean {
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false; // that is how JSON says it
  }
}

function startOf(value: unknown): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

function minutesOf(value: unknown): number | 'none' {
  const [, hours, minutes] = (typeof value === 'string' ? TIME_OF_DAY.exec(value) : null) ?? [];
  return hours === undefined || minutes === undefined ? 'none' : Number(hours) * 60 + Number(minutes);
}

function daysOf(value: unknown): readonly boolean[] | 'none' {
  if (!Array.isArray(value) || value.length !== DAYS) return 'none';
  const days = value.map((day: unknown) => String(day) === '1' || day === true);
  return days.some(Boolean) ? days : 'none';
}

function isCron(value: unknown, zone: string): value is string {
  if (typeof value !== 'string' || value.length > CRON_LENGTH_MAX) return false;
  try {
    // Five fields: a job that runs more often than every minute would only wait for itself.
    new Cron(value, { timezone: zone, mode: '5-part' });
    return true;
  } catch {
    return false; // that is how the library says it
  }
}
