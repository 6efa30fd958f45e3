import { ParseError } from '@parlance/errors';
import type { JsonObject, UnknownObject } from './json.ts';

const ISO_8601 = /^(\d{4}|[+-]\d{6})-(\d\d)(?:-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?)?$/i;

/** @throws IncorrectType (111) when `iso` is absent or not a date */
export function dateFromJson(json: UnknownObject): Date {
  const date = dateFromText(json['iso']);
  if (date === undefined) throw new ParseError('IncorrectType', 'This is not a valid Date');
  return date;
}

/**
 * Undefined for anything but ISO 8601, and for days that no calendar has: 30 February would become 2 March. A time without zone is UTC, so
 * that answers do not depend on where a server stands.
 */
export function dateFromText(text: unknown): Date | undefined {
  if (typeof text !== 'string') return undefined;
  const match = ISO_8601.exec(text);
  if (match === null || !isDay(match)) return undefined;
  const zoneless = match[4] === undefined && text.length > DATE_LENGTH && text.includes(':');
  const date = new Date(zoneless ? `${text}Z` : text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Every month has 28 days; that there are twelve of them is for Date to say. The calendar repeats itself after 400 years. */
function isDay([, year, month, day]: readonly (string | undefined)[]): boolean {
  const wanted = Number(day ?? 1);
  return wanted <= 28 || new Date(Date.UTC(2_000 + (Number(year) % 400), Number(month) - 1, wanted)).getUTCDate() === wanted;
}

const DATE_LENGTH = '2020-01-02'.length;

export function dateToJson(date: Date): JsonObject {
  return { __type: 'Date', iso: isoText(date) };
}

/**
 * The same string as `date.toISOString()`, in a fifth of the time: answers hold several dates per object, and half the time of
 * writing them was spent on these strings.
 *
 * @throws RangeError for an invalid date
 */
export function isoText(date: Date): string {
  const year = date.getUTCFullYear();
  if (!(year >= 1_000 && year <= 9_999)) return date.toISOString();
  const day = `${year}-${TWO_DIGITS[date.getUTCMonth() + 1]}-${TWO_DIGITS[date.getUTCDate()]}`;
  const minute = `${TWO_DIGITS[date.getUTCHours()]}:${TWO_DIGITS[date.getUTCMinutes()]}`;
  return `${day}T${minute}:${TWO_DIGITS[date.getUTCSeconds()]}.${THREE_DIGITS[date.getUTCMilliseconds()]}Z`;
}

const TWO_DIGITS: readonly string[] = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const THREE_DIGITS: readonly string[] = Array.from({ length: 1_000 }, (_, number) => String(number).padStart(3, '0'));
