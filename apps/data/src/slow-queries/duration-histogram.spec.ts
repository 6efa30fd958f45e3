import { describe, expect, it } from 'vitest';
import { bucketEndMs, bucketOf, BUCKETS, quantileMs, type BucketCounts } from './duration-histogram.ts';

function countsOf(durations: readonly number[]): BucketCounts {
  const counts: Record<string, number> = {};
  for (const duration of durations) counts[bucketOf(duration)] = (counts[bucketOf(duration)] ?? 0) + 1;
  return counts;
}

describe('duration histogram', () => {
  it.each([0, 0.3, 1, 1.1, 7, 499, 500, 8_000, 60_000])('puts %d ms into the bucket that ends at it or above', (duration) => {
    const bucket = bucketOf(duration);
    expect(bucketEndMs(bucket)).toBeGreaterThanOrEqual(duration * 0.999_999);
    if (bucket > 0) expect(bucketEndMs(bucket - 1)).toBeLessThan(duration);
  });

  it.each([NaN, -1, Infinity, 1e12])('has a bucket for a duration of %d too', (duration) => {
    expect(bucketOf(duration)).toBeGreaterThanOrEqual(0);
    expect(bucketOf(duration)).toBeLessThan(BUCKETS);
  });

  it('PER-03 tells median and p90 within a tenth', () => {
    const durations = Array.from({ length: 1_000 }, (_, n) => 500 + n * 3);
    const counts = countsOf(durations);
    expect(quantileMs(counts, 0.5) / 2_000).toBeCloseTo(1, 1);
    expect(quantileMs(counts, 0.9) / 3_200).toBeCloseTo(1, 1);
  });

  it('has no quantile of nothing', () => {
    expect(quantileMs({}, 0.5)).toBe(0);
  });
});
