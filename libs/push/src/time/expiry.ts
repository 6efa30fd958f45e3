import type { Moment } from './moment.ts';
import { instantIn, isTimeZone } from './zones.ts';

/** The end of a push: a moment, or seconds after it is due. */
export type Expiration = Moment | { readonly kind: 'interval'; readonly seconds: number };

/** How long a push at a local time runs past its last zone; installations that are left then count as expired. */
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

/**
 * The instant from which on nothing of a wave is handed over, in milliseconds since the epoch: when it expires, or the push has run for a day
 * past its last zone; undefined for a push at an instant that does not expire.
 *
 * @param expires when the wave expires
 * @param lastZone when the push is due in the last zone on earth; undefined for a push at an instant
 */
export function endsAt(expires: number | undefined, lastZone: number | undefined): number | undefined {
  if (lastZone === undefined) return expires;
  return Math.min(expires ?? Infinity, lastZone + RUN_MS);
}

/** Whole seconds that a provider may still keep a message, at least 1; undefined when it has expired, and is not to be handed over. */
export function secondsLeft(expires: number, now: number): number | undefined {
  return expires <= now ? undefined : Math.max(1, Math.floor((expires - now) / 1_000));
}
