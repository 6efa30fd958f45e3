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

/** A date that was asked for in words. Only fields that hold dates are compared with one. */
export class RelativeTime extends Date {}

/**
 * `now`, `in 1 day 2 hours`, `3 weeks ago`.
 *
 * @param operator that it stands under, for texts
 * @throws InvalidJson (107) any other string
 */
export function parseRelativeTime(operator: string, json: unknown, now: Date): RelativeTime {
  const malformed = (why: string): ParseError => new ParseError('InvalidJson', `bad $relativeTime (${operator}) value. ${why}`);
  if (typeof json !== 'string' || json.length > LENGTH_MAX) throw malformed('Time should be a short string.');
  const words = json.trim().toLowerCase().split(/\s+/);
  if (words.length === 1 && words[0] === 'now') return new RelativeTime(now);
  const future = words[0] === 'in';
  const past = words[words.length - 1] === 'ago';
  if (future && past) throw malformed("Time cannot have both 'in' and 'ago'");
  if (!future && !past) throw malformed("Time should either start with 'in' or end with 'ago'");
  const ms = durationOf(future ? words.slice(1) : words.slice(0, -1), malformed);
  const time = now.getTime() + (future ? ms : -ms);
  if (Math.abs(time) > TIME_MAX) throw malformed('Time is out of range.');
  return new RelativeTime(time);
}

function durationOf(words: readonly string[], malformed: (why: string) => ParseError): number {
  if (words.length === 0 || words.length % 2 === 1) throw malformed('Invalid time string. Dangling unit or number.');
  let ms = 0;
  for (let at = 0; at < words.length; at += 2) {
    const count = words[at] as string;
    const unit = UNITS.get(words[at + 1] as string);
    if (!COUNT.test(count)) throw malformed(`'${shown(count)}' is not an integer.`);
    if (unit === undefined) throw malformed(`Invalid interval: '${shown(words[at + 1])}'`);
    ms += Number(count) * unit;
  }
  return ms;
}
