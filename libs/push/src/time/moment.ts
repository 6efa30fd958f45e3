import { dateFromText } from '@parlance/values';

/** A point in time, or a time on the wall clock of each device. */
export type Moment =
  /** Milliseconds since the epoch. */
  | { readonly kind: 'instant'; readonly at: number }
  /** ISO 8601 without zone: `2026-12-25T09:00:00.000`. */
  | { readonly kind: 'local'; readonly wall: string };

/** From here on a number counts milliseconds: as seconds it would lie in the year 5138. The REST guide's own example sends such a number. */
const MILLISECONDS_FROM = 1e11;
/** The last day that a date can have. */
const INSTANT_MAX = 8.64e15;
/** Wall times of other years are no times of pushes, and no calendar of zones has them. */
const WALL_TIME = /^\d{4}-/;
const WITH_ZONE = /[T ]\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)$/i;

/**
 * Reads a time as clients send it: seconds since the epoch, or ISO 8601. A string without zone is a wall time, a day alone is its midnight.
 *
 * @returns undefined for everything else: other types, numbers that no date has, days that no calendar has
 * Source: docs/contract/30-push-engine.md sections 3 and 7. Parse Server takes numbers as local times; a number is always an instant here.
 */
export function momentOf(json: unknown): Moment | undefined {
  if (typeof json === 'number') return instantOf(json);
  const date = dateFromText(json);
  if (date === undefined || typeof json !== 'string') return undefined;
  if (WITH_ZONE.test(json)) return { kind: 'instant', at: date.getTime() };
  if (!WALL_TIME.test(json)) return undefined;
  return { kind: 'local', wall: date.toISOString().slice(0, -1) }; // dateFromText reads a string without zone as UTC
}

function instantOf(number: number): Moment | undefined {
  const at = Math.round(Math.abs(number) >= MILLISECONDS_FROM ? number : number * 1_000);
  return Number.isFinite(at) && Math.abs(at) <= INSTANT_MAX ? { kind: 'instant', at } : undefined;
}
