import { ParseError } from '@parlance/errors';
import type { UnknownObject } from '@parlance/values';
import type { Expiration } from '../time/expiry.ts';
import { momentOf, type Moment } from '../time/moment.ts';
import { GRACE_MS, type LateZones } from '../time/waves.ts';
import { instantIn, nextDay } from '../time/zones.ts';

const AHEAD_MAX_MS = 14 * 86_400_000;
const LATE_SEND_MS = 12 * 3_600_000;
const DATE_MAX = 8.64e15;
/** The zones in which a wall time comes first and last. */
const FIRST_ZONE = 'Etc/GMT-14';
const LAST_ZONE = 'Etc/GMT+12';

/**
 * @param now milliseconds since the epoch
 * @throws InvalidPushTime (152) malformed, past by more than a minute, or more than two weeks ahead; a local time is past when it is so
 *   everywhere on earth, and too far when it is so where it comes first
 */
export function readPushTime(body: UnknownObject, lateZones: LateZones, now: number): Moment | undefined {
  if (body['push_time'] === undefined) return undefined;
  const moment = momentOf(body['push_time']);
  if (moment === undefined) throw new ParseError('InvalidPushTime', notValid(body['push_time']));
  const [first, last] =
    moment.kind === 'instant' ? [moment.at, moment.at] : [instantIn(FIRST_ZONE, moment.wall), lastInstant(moment.wall, lateZones)];
  if (last < now - GRACE_MS) throw new ParseError('InvalidPushTime', `push_time ${text(body['push_time'])} is in the past.`);
  if (first > now + AHEAD_MAX_MS) throw new ParseError('InvalidPushTime', 'push_time must be within the next two weeks.');
  return moment;
}

/** The last instant at which a zone could still be served, by the policy for late ones. */
function lastInstant(wall: string, lateZones: LateZones): number {
  if (lateZones === 'next_day') return instantIn(LAST_ZONE, nextDay(wall));
  return instantIn(LAST_ZONE, wall) + (lateZones === 'send' ? LATE_SEND_MS : 0);
}

/**
 * @param now milliseconds since the epoch
 * @throws InvalidExpiration (138) malformed, past, or not after the push is due; PushMisconfigured (115) both forms
 * Parse Server answers 115 to all of them, with the same texts.
 */
export function readExpiration(body: UnknownObject, pushTime: Moment | undefined, now: number): Expiration | undefined {
  const { expiration_time: time, expiration_interval: interval } = body;
  const end = time === undefined ? undefined : endOf(momentOf(time), pushTime);
  if (time !== undefined && (end === undefined || (end.kind === 'instant' && end.at <= 0))) throw invalid(notValid(time));
  if (interval !== undefined && (typeof interval !== 'number' || !Number.isFinite(interval) || interval <= 0)) {
    throw invalid('expiration_interval must be a number greater than 0');
  }
  if (end !== undefined && interval !== undefined) {
    throw new ParseError('PushMisconfigured', 'Both expiration_time and expiration_interval cannot be set');
  }
  if (end !== undefined) assertAfter(end, pushTime, now);
  if (typeof interval !== 'number') return end;
  if (now + AHEAD_MAX_MS + interval * 1_000 > DATE_MAX) throw invalid('expiration_interval is longer than time itself.');
  return { kind: 'interval', seconds: interval };
}

/** A time without a zone is a wall time for a push at a wall time; else it is one in UTC, as for Parse Server. */
function endOf(end: Moment | undefined, pushTime: Moment | undefined): Moment | undefined {
  if (end?.kind !== 'local' || pushTime?.kind === 'local') return end;
  return { kind: 'instant', at: instantIn('UTC', end.wall) };
}

function assertAfter(end: Moment, pushTime: Moment | undefined, now: number): void {
  const lastEnd = end.kind === 'instant' ? end.at : instantIn(LAST_ZONE, end.wall);
  if (lastEnd <= now) throw invalid('expiration_time is in the past.');
  if (pushTime === undefined) return;
  const isBefore =
    pushTime.kind === 'local' && end.kind === 'local'
      ? end.wall <= pushTime.wall
      : lastEnd <= (pushTime.kind === 'instant' ? pushTime.at : instantIn(FIRST_ZONE, pushTime.wall));
  if (isBefore) throw invalid('expiration_time must be after push_time.');
}

function invalid(message: string): ParseError {
  return new ParseError('InvalidExpiration', message);
}

/** In Parse Server's words. */
const notValid = (value: unknown) => `${text(value)} is not valid time.`;

function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join(',').slice(0, 64);
  return typeof value === 'string' ? value.slice(0, 64) : typeof value === 'object' && value !== null ? '[object Object]' : String(value);
}
