/** The counts of one group: how many got the push, and how many of those opened it. */
export interface Counts {
  /** Distinct installations with an open that belongs to the group. */
  readonly opens: number;
  /** Deliveries: those that left, not those that were targeted. */
  readonly sent: number;
}

/** Bounds of a rate or of a difference of rates, 0.02 for two points. */
export interface Interval {
  readonly lo: number;
  readonly hi: number;
}

/**
 * Counts that formulas may be given: an open of a delivery whose outcome is unknown may come without a counted delivery, and then counts
 * as one of those that are counted.
 *
 * @throws RangeError when a count is no whole number from 0
 */
export function checkedCounts({ opens, sent }: Counts): Counts {
  if (!Number.isSafeInteger(opens) || !Number.isSafeInteger(sent) || opens < 0 || sent < 0) {
    throw new RangeError('Counts are whole numbers from 0.');
  }
  return opens > sent ? { opens: sent, sent } : { opens, sent };
}

/** The open rate, 0 where nothing was sent. */
export function openRate(counts: Counts): number {
  const { opens, sent } = checkedCounts(counts);
  return sent === 0 ? 0 : opens / sent;
}
