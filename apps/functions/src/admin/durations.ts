/** Range 0 ends here, in milliseconds; each further one is 19 % longer: four of them double the time. */
const FIRST_MS = 0.25;
const PER_DOUBLING = 4;
/** The last range takes everything above: about 17 minutes, which no call lasts. */
const RANGE_MAX = 88;

/** The range that a time belongs to. @param ms not negative */
export function rangeOf(ms: number): number {
  if (!(ms > FIRST_MS)) return 0;
  return Math.min(RANGE_MAX, Math.ceil(PER_DOUBLING * Math.log2(ms / FIRST_MS)));
}

/** The end of a range in milliseconds. */
export function endOf(range: number): number {
  return FIRST_MS * 2 ** (range / PER_DOUBLING);
}

/**
 * The time that `share` of all calls did not exceed, too high by 19 % at most.
 *
 * @param counts calls by their range
 * @param share 0.5 for the median
 * @returns milliseconds, two digits; undefined without calls
 */
export function quantile(counts: ReadonlyMap<number, number>, share: number): number | undefined {
  const ranges = [...counts].sort(([one], [other]) => one - other);
  const total = ranges.reduce((sum, [, count]) => sum + count, 0);
  let left = Math.ceil(total * share);
  for (const [range, count] of ranges) {
    left -= count;
    if (left <= 0) return Number(endOf(range).toPrecision(2));
  }
  return undefined;
}
