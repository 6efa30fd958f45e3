/**
 * Durations by size, each bucket a fifth wider than the one before. Counts of several processes and hours add up bucket by bucket, and
 * a quantile is right within a tenth.
 */
const BUCKETS_PER_DOUBLING = 4;
/** Up to 131 s: no query is allowed more. */
export const BUCKETS = 17 * BUCKETS_PER_DOUBLING + 1;

/** How many durations fell into which bucket; buckets without any may be absent. */
export type BucketCounts = Readonly<Record<string, number>>;

export function bucketOf(durationMs: number): number {
  if (!(durationMs > 1)) return 0;
  return Math.min(BUCKETS - 1, Math.ceil(Math.log2(durationMs) * BUCKETS_PER_DOUBLING));
}

/** The longest duration of a bucket, in milliseconds. */
export function bucketEndMs(bucket: number): number {
  return 2 ** (bucket / BUCKETS_PER_DOUBLING);
}

/**
 * The duration that a share of all stay below, in milliseconds; 0 when there are none.
 *
 * @param share of 1: 0.5 for the median
 */
export function quantileMs(counts: BucketCounts, share: number): number {
  let total = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) total += counts[bucket] ?? 0;
  const rank = share * total;
  let below = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const here = counts[bucket] ?? 0;
    if (here > 0 && below + here >= rank) {
      const start = bucket === 0 ? 0 : bucketEndMs(bucket - 1);
      return start + (bucketEndMs(bucket) - start) * ((rank - below) / here);
    }
    below += here;
  }
  return 0;
}
