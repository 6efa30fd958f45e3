import { ParseError } from '@parlance/errors';
import { shown } from '@parlance/values';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds of a unit, by each of its words. A year has 365 days. */
const UNITS: ReadonlyMap<string, number> = new Map(
  (
    [
      [SECOND, 'sec', 'secs', 'second', 'seconds'],
      [MINUTE, 'min', 'mins', 'minute', 'minutes'],
      [HOUR, 'hr', 'hrs', 'hour', 'hours'],
      [DAY, 'd', 'day', 'days'],
      [7 * DAY, 'wk', 'wks', 'week', 'weeks'],
      [365 * DAY, 'yr', 'yrs', 'year', 'years'],
    ] as const
  ).flatMap(([ms, ...words]) => words.map((word) => [word, ms] as const)),
);

/** Longer strings say nothing more. */
const LENGTH_MAX = 200;
const COUNT = /^\d{1,9}$/;
/** The range of a Date. */
const TIME_MAX = 8.64e15;

/**
 * `now`, `in 1 day 2 hours`, `3 weeks ago`.
 *
 * @throws InvalidJson (107) any other string
 */
export function parseRelativeTime(json: unknown, now: Date): Date {
  if (typeof json !== 'string' || json.length > LENGTH_MAX) throw malformed(json);
  const words = json.trim().toLowerCase().split(/\s+/);
  if (words.length === 1 && words[0] === 'now') return now;
  const future = words[0] === 'in';
  const past = words[words.length - 1] === 'ago';
  if (future === past) throw malformed(json);
  const ms = durationOf(future ? words.slice(1) : words.slice(0, -1), json);
  const time = now.getTime() + (future ? ms : -ms);
  if (Math.abs(time) > TIME_MAX) throw malformed(json);
  return new Date(time);
}

function durationOf(words: readonly string[], json: string): number {
  if (words.length === 0 || words.length % 2 === 1) throw malformed(json);
  let ms = 0;
  for (let at = 0; at < words.length; at += 2) {
    const count = words[at] as string;
    const unit = UNITS.get(words[at + 1] as string);
    if (unit === undefined || !COUNT.test(count)) throw malformed(json);
    ms += Number(count) * unit;
  }
  return ms;
}

function malformed(json: unknown): ParseError {
  return new ParseError('InvalidJson', `bad $relativeTime (${typeof json === 'string' ? shown(json) : typeof json}) value.`);
}
