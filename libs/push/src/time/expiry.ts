import type { Moment } from './moment.ts';
import { instantIn, isTimeZone } from './zones.ts';

/** The end of a push: a moment, or seconds after it is due. */
export type Expiration = Moment | { readonly kind: 'interval'; readonly seconds: number };

/** Hours that a push runs past its last wave; installations that are left then count as expired. */
const RUN_MS = 24 * 3_600_000;

/**
 * The instant after which nothing is handed over, in milliseconds since the epoch; undefined where the push does not expire.
 *
 * @param dueAt of the wave: an interval counts from it, not from the request
 * @param zone of the installation, for wall times; without one, the last zone on earth decides
 */
export function expiresAt(expiration: Expiration | undefined, dueAt: number, zone: string | undefined): number | undefined {
  if (expiration === undefined) return undefined;
  if (expiration.kind === 'instant') return expiration.at;
  if (expiration.kind === 'interval') return dueAt + Math.round(expiration.seconds * 1_000);
  return instantIn(zone !== undefined && isTimeZone(zone) ? zone : LAST_ZONE, expiration.wall);
}

/** The zone in which a day ends last. */
const LAST_ZONE = 'Etc/GMT+12';

/** The instant at which the push as a whole ends. */
export function runsUntil(waves: readonly { readonly dueAt: number; readonly expiresAt?: number }[]): number {
  const last = Math.max(...waves.map(({ dueAt }) => dueAt)) + RUN_MS;
  const ends = waves.map((wave) => wave.expiresAt ?? Infinity);
  return Math.min(last, Math.max(...ends));
}

/** Whole seconds that a provider may still keep a message, at least 1; undefined when it has expired, and is not to be handed over. */
export function secondsLeft(expires: number, now: number): number | undefined {
  return expires <= now ? undefined : Math.max(1, Math.floor((expires - now) / 1_000));
}
