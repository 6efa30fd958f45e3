import { ParseError } from '@parlance/errors';
import { expiresAt, type Expiration } from './expiry.ts';
import type { Moment } from './moment.ts';
import { instantIn, isTimeZone, nextDay } from './zones.ts';

/** The fate of zones in which the wall time of a push is past already when it is accepted. */
export const LATE_ZONES = ['skip', 'send', 'next_day'] as const;
export type LateZones = (typeof LATE_ZONES)[number];

/** The part of a push that is sent at one instant. Times are milliseconds since the epoch. */
export interface Wave {
  readonly dueAt: number;
  /** Absent for the longest that providers keep messages. */
  readonly expiresAt?: number;
  /** Its time zones as installations name them; null for all installations, with or without a zone. */
  readonly zones: readonly string[] | null;
}

export interface Waves {
  /** By dueAt, the first first. */
  readonly waves: readonly Wave[];
  /** Zones that get nothing since they are late: booked as skipped, `lateZone`. */
  readonly late: readonly string[];
  /** Names that are no zones: booked as skipped, `noTimeZone`. */
  readonly unknown: readonly string[];
}

export interface Timing {
  /** Undefined for now. */
  readonly pushTime: Moment | undefined;
  readonly expiration: Expiration | undefined;
  readonly lateZones: LateZones;
}

/** A push whose time has passed by less is sent at once: clocks differ, and requests take their time. */
export const GRACE_MS = 60_000;
/** With `send`, the latest that a zone may be. */
const LATE_SEND_MS = 12 * 3_600_000;

/**
 * When a push is due, in the zones of its audience.
 *
 * @param zones the distinct time zones of the installations; read for a local time alone
 * @param now milliseconds since the epoch
 * @throws InvalidPushTime (152) a local time that is past in every zone; InvalidExpiration (138) no wave is due before it expires
 * Source: docs/contract/30-push-engine.md section 7.
 */
export function wavesOf({ pushTime, expiration, lateZones }: Timing, zones: readonly string[], now: number): Waves {
  if (pushTime?.kind !== 'local') {
    const dueAt = Math.max(pushTime?.at ?? now, now);
    return { waves: [instantWave(dueAt, expiration)], late: [], unknown: [] };
  }
  const late: string[] = [];
  const unknown: string[] = [];
  const byTime = new Map<string, { readonly dueAt: number; readonly expiresAt: number | undefined; readonly zones: string[] }>();
  for (const zone of zones) {
    if (!isTimeZone(zone)) {
      unknown.push(zone);
      continue;
    }
    const dueAt = dueIn(zone, pushTime.wall, lateZones, now);
    if (dueAt === undefined) {
      late.push(zone);
      continue;
    }
    const end = expiresAt(expiration, dueAt, zone);
    const key = `${dueAt} ${end ?? ''}`;
    const wave = byTime.get(key);
    if (wave === undefined) byTime.set(key, { dueAt, expiresAt: end, zones: [zone] });
    else wave.zones.push(zone);
  }
  const waves = [...byTime.values()].sort((one, other) => one.dueAt - other.dueAt);
  if (waves.length === 0 && late.length > 0) {
    throw new ParseError('InvalidPushTime', `push_time ${pushTime.wall} is past in every time zone of the audience.`);
  }
  if (waves.length > 0 && waves.every((wave) => wave.expiresAt !== undefined && wave.expiresAt <= wave.dueAt)) {
    throw new ParseError('InvalidExpiration', 'The push expires before its push_time in every time zone of the audience.');
  }
  return { waves, late, unknown };
}

function instantWave(dueAt: number, expiration: Expiration | undefined): Wave {
  const end = expiresAt(expiration, dueAt, undefined);
  return { dueAt, ...(end === undefined ? {} : { expiresAt: end }), zones: null };
}

function dueIn(zone: string, wall: string, lateZones: LateZones, now: number): number | undefined {
  const dueAt = instantIn(zone, wall);
  if (dueAt >= now - GRACE_MS) return dueAt;
  if (lateZones === 'send') return now - dueAt < LATE_SEND_MS ? now : undefined;
  if (lateZones === 'skip') return undefined;
  const later = instantIn(zone, nextDay(wall));
  return later >= now - GRACE_MS ? later : undefined;
}
