import type { ExpiryDraft, WhenDraft } from './draft.ts';

const DAY_MS = 86_400_000;
export const AHEAD_MAX_MS = 14 * DAY_MS;
/** Somebody may take a moment to send: times are refused from here on. */
const GRACE_MS = 60_000;
const WALL = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** The instant of a wall time in the viewer's zone, in milliseconds since the epoch; undefined for none. */
export function instantOf(at: string): number | undefined {
  const instant = WALL.test(at) ? new Date(at).getTime() : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}

export type TimeFault = 'missing' | 'past' | 'far';

/** A time of each device may be past here, and lie ahead elsewhere: a day of difference is left to the server. */
export function faultOfWhen({ kind, at }: WhenDraft, now: number): TimeFault | undefined {
  if (kind === 'now') return undefined;
  const instant = instantOf(at);
  if (instant === undefined) return 'missing';
  const leeway = kind === 'local' ? DAY_MS : GRACE_MS;
  if (instant < now - leeway) return 'past';
  return instant > now + AHEAD_MAX_MS ? 'far' : undefined;
}

/** The member `push_time`; undefined for now. */
export function pushTime({ kind, at }: WhenDraft): string | undefined {
  if (kind === 'now') return undefined;
  return kind === 'local' ? seconds(at) : new Date(at).toISOString();
}

const seconds = (at: string): string => (at.length === 16 ? `${at}:00` : at);

export type ExpiryFault = 'missing' | 'early' | 'range';
const UNITS = { hours: { seconds: 3_600, max: 24 }, days: { seconds: 86_400, max: 30 } } as const;
export const amountMax = (unit: ExpiryDraft['unit']): number => UNITS[unit].max;

/** @param whens all times at which the push is sent: it expires after each of them */
export function faultOfExpiry({ kind, at, amount, unit }: ExpiryDraft, whens: readonly WhenDraft[], now: number): ExpiryFault | undefined {
  if (kind === 'none') return undefined;
  if (kind === 'interval')
    return /^\d{1,2}$/.test(amount) && Number(amount) >= 1 && Number(amount) <= amountMax(unit) ? undefined : 'range';
  const end = instantOf(at);
  if (end === undefined) return 'missing';
  const begins = whens.map((when) => (when.kind === 'now' ? now : (instantOf(when.at) ?? now)));
  return begins.some((begin) => end <= begin) ? 'early' : undefined;
}

/** The members of the request that say when the push expires. An end of a push at the time of each device is theirs too. */
export function expiryMembers({ kind, at, amount, unit }: ExpiryDraft, isLocal: boolean): Readonly<Record<string, unknown>> {
  if (kind === 'none') return {};
  if (kind === 'interval') return { expiration_interval: Number(amount) * UNITS[unit].seconds };
  return { expiration_time: isLocal ? seconds(at) : new Date(at).toISOString() };
}
