/** Numbers by a key: a device type, a reason, a locale, an offset. */
export type Tally = Readonly<Record<string, number>>;

/** The fates of the installations of one partition, or of many. Every count only grows. */
export interface Counts {
  readonly targeted: number;
  /** By device type. */
  readonly sent: Tally;
  /** By device type. */
  readonly failed: Tally;
  /** The failed again, by normalised reason. */
  readonly failedReason: Tally;
  /** Handed over by a worker that did not live to tell the outcome. */
  readonly unknown: number;
  readonly skipped: Tally;
  /** The sent again, by locale. */
  readonly locale: Tally;
  /** The sent and the failed of local pushes again, by minutes of their zone's offset. */
  readonly sentOffset: Tally;
  readonly failedOffset: Tally;
  /** Put off until their quiet hours end, and not targeted before; absent for none. */
  readonly waiting?: number | undefined;
}

export const NO_COUNTS: Counts = Object.freeze({
  targeted: 0,
  sent: {},
  failed: {},
  failedReason: {},
  unknown: 0,
  skipped: {},
  locale: {},
  sentOffset: {},
  failedOffset: {},
});

export function addCounts(one: Counts, other: Counts): Counts {
  const waiting = (one.waiting ?? 0) + (other.waiting ?? 0);
  return {
    targeted: one.targeted + other.targeted,
    sent: addTallies(one.sent, other.sent),
    failed: addTallies(one.failed, other.failed),
    failedReason: addTallies(one.failedReason, other.failedReason),
    unknown: one.unknown + other.unknown,
    skipped: addTallies(one.skipped, other.skipped),
    locale: addTallies(one.locale, other.locale),
    sentOffset: addTallies(one.sentOffset, other.sentOffset),
    failedOffset: addTallies(one.failedOffset, other.failedOffset),
    ...(waiting === 0 ? {} : { waiting }),
  };
}

export function addTallies(one: Tally, other: Tally): Tally {
  const sum: Record<string, number> = { ...one };
  for (const [key, count] of Object.entries(other)) sum[key] = (Object.hasOwn(sum, key) ? (sum[key] ?? 0) : 0) + count;
  return sum;
}

export function sumOf(tally: Tally): number {
  return Object.values(tally).reduce((sum, count) => sum + count, 0);
}

/** True when every targeted installation has exactly one fate: `targeted = sent + failed + unknown + skipped`. */
export function isAccounted(counts: Counts): boolean {
  return counts.targeted === sumOf(counts.sent) + sumOf(counts.failed) + counts.unknown + sumOf(counts.skipped);
}

/**
 * A key under which a string of a device or a provider is counted: part of a path of fields, so it has no dot and no `$`, and is no name
 * that objects inherit.
 */
export function countKey(text: string): string {
  const key = text.slice(0, KEY_LENGTH_MAX).replaceAll(/[^A-Za-z0-9_+-]/g, '_');
  return key === '' || INHERITED.has(key) ? 'other' : key;
}

const KEY_LENGTH_MAX = 64;
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));
