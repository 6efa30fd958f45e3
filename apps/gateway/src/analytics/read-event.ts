import type { analytics } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';

/** The part of an event that its client says. */
export type StatedEvent = Pick<analytics.TakenEvent, 'name' | 'at' | 'dimensions' | 'pushHash' | 'pushId'>;

/** The event of an app-open, whose body has members of its own. */
export const APP_OPENED = 'AppOpened';

const NAME_LENGTH_MAX = 255;
/** Of a dimension's name; longer ones are cut, as is said in the README of apps/analytics. */
const DIMENSION_LENGTH_MAX = 255;
/** Of a dimension's value. */
const VALUE_LENGTH_MAX = 500;
const DIMENSIONS_MAX = 8;
const CONTROL_CHARACTER = /\p{Cc}/u;

const HOUR_MS = 3_600_000;
/** A clock may be wrong by so much; a time beyond is replaced by the server's. */
const AHEAD_MS_MAX = 24 * HOUR_MS;
/** Events that wait on a device without a network for longer are counted when they arrive. */
const BEHIND_MS_MAX = 30 * 24 * HOUR_MS;

/**
 * Reads one event.
 *
 * @param body `{"at"?, "dimensions"?, "push_hash"?, "push_id"?}`; other members have no effect
 * @param now epoch milliseconds
 * @param names of its dimensions in the order of the document, where the body has lost it
 * @throws ParseError InvalidEventName (160); IncorrectType (111) for a value of a dimension that is no string, or a time that is none;
 *   InvalidJson (107) for dimensions that are no object
 */
export function readEvent(name: string, body: Readonly<Record<string, unknown>>, now: number, names?: readonly string[]): StatedEvent {
  assertEventName(name);
  const { at, dimensions } = body;
  return {
    name: name.toWellFormed(),
    at: timeOf(at, now),
    dimensions: readDimensions(dimensions, names),
    ...(name === APP_OPENED ? { ...pushName(body, 'push_hash', 'pushHash'), ...pushName(body, 'push_id', 'pushId') } : {}),
  };
}

/** A name of the push that an app was opened by. */
function pushName<Name extends 'pushHash' | 'pushId'>(
  body: Readonly<Record<string, unknown>>,
  member: string,
  name: Name,
): Partial<Record<Name, string>> {
  const value = body[member];
  if (value === undefined || value === null || value === '') return {};
  if (typeof value !== 'string') throw new ParseError('IncorrectType', `${member} must be a string.`);
  return { [name]: cut(value, DIMENSION_LENGTH_MAX) } as Record<Name, string>;
}

function assertEventName(name: string): void {
  if (name.trim() === '') throw new ParseError('InvalidEventName', 'The name of an event must not be blank.');
  if (name.length > NAME_LENGTH_MAX)
    throw new ParseError('InvalidEventName', `The name of an event has at most ${NAME_LENGTH_MAX} characters.`);
  if (CONTROL_CHARACTER.test(name)) throw new ParseError('InvalidEventName', 'The name of an event has no control characters.');
}

/** The first eight pairs; the types of all are checked, so that whether a call fails does not depend on their order. */
function readDimensions(dimensions: unknown, names: readonly string[] | undefined): StatedEvent['dimensions'] {
  if (dimensions === undefined || dimensions === null) return [];
  if (typeof dimensions !== 'object' || Array.isArray(dimensions)) throw new ParseError('InvalidJson', 'dimensions must be an object.');
  const sent = dimensions as Readonly<Record<string, unknown>>;
  const pairs = names?.map((name) => [name, sent[name]] as const) ?? Object.entries(sent);
  for (const [name, value] of pairs)
    if (typeof value !== 'string')
      throw new ParseError('IncorrectType', `The dimension "${name.slice(0, NAME_LENGTH_MAX)}" must be a string.`);
  return pairs
    .slice(0, DIMENSIONS_MAX)
    .map(([name, value]) => [cut(name, DIMENSION_LENGTH_MAX), cut(value as string, VALUE_LENGTH_MAX)] as const);
}

/** @param at a Date of Parse, or its text: ISO 8601 with any offset. @returns epoch milliseconds */
function timeOf(at: unknown, now: number): number {
  if (at === undefined || at === null) return now;
  const iso = typeof at === 'object' && '__type' in at && at.__type === 'Date' && 'iso' in at ? at.iso : at;
  const time = typeof iso === 'string' ? Date.parse(iso) : NaN;
  if (Number.isNaN(time)) throw new ParseError('IncorrectType', 'at must be a Date.');
  return time > now + AHEAD_MS_MAX || time < now - BEHIND_MS_MAX ? now : time;
}

/** Whole characters: half of one is no text, and MongoDB would store another. */
function cut(text: string, length: number): string {
  const whole = text.toWellFormed();
  if (whole.length <= length) return whole;
  return whole.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
