import { describe, expect, it } from 'vitest';
import { fullBucket, slowedDown, take, type Bucket, type BucketRate } from './bucket.ts';

const RATE: BucketRate = { perSecond: 100, capacity: 50, bulkShare: 0.85 };
const START = 1_000_000;

/** Takes from a bucket by a clock, and remembers it. */
function bucketOf(rate = RATE) {
  let bucket: Bucket = fullBucket(rate, START);
  return {
    take: (want: number, at: number, isBulk = false) => {
      const { bucket: after, taken } = take(bucket, rate, want, isBulk, START + at);
      bucket = after;
      return taken;
    },
    slow: (at: number) => void (bucket = slowedDown(bucket, rate, START + at)),
  };
}

/** All that a greedy taker gets from one millisecond to another. */
function takenFrom({ take: one }: ReturnType<typeof bucketOf>, from: number, to: number, isBulk = false): number {
  let sum = 0;
  for (let at = from; at <= to; at += 10) sum += one(1_000, at, isBulk).granted;
  return sum;
}

describe('a bucket of tokens', () => {
  it('gives all that it holds at once, and then by its rate', () => {
    const bucket = bucketOf();
    expect(bucket.take(30, 0)).toEqual({ granted: 30, waitMs: 0 });
    expect(bucket.take(30, 0)).toEqual({ granted: 20, waitMs: 100 });
    expect(bucket.take(1, 5)).toEqual({ granted: 0, waitMs: 5 });
    expect(bucket.take(10, 105)).toEqual({ granted: 10, waitMs: 0 });
    expect(takenFrom(bucketOf(), 0, 10_000)).toBe(50 + 1_000);
  });

  it('holds no more than its capacity, however long nobody takes', () => {
    const bucket = bucketOf();
    bucket.take(50, 0);
    expect(bucket.take(1_000, 3_600_000).granted).toBe(50);
  });

  it('PSH-29 leaves 15 % of the rate to the small ones, whatever the large ones take', () => {
    const bucket = bucketOf();
    let [bulk, fast] = [0, 0];
    for (let at = 0; at <= 20_000; at += 10) {
      bulk += bucket.take(1_000, at, true).granted;
      fast += bucket.take(1_000, at).granted;
    }
    expect(bulk + fast).toBe(50 + 2_000);
    expect(bulk).toBeLessThanOrEqual(0.85 * 2_050);
    expect(fast).toBeGreaterThanOrEqual(0.15 * 2_050);
    expect(takenFrom(bucketOf(), 0, 20_000, true)).toBe(Math.floor(0.85 * 2_050));
    expect(takenFrom(bucketOf(), 0, 20_000)).toBe(2_050);
  });

  it('takes tokens back that were not needed', () => {
    const bucket = bucketOf();
    bucket.take(50, 0);
    bucket.take(-20, 0);
    expect(bucket.take(50, 0).granted).toBe(20);
    bucket.take(-500, 0);
    expect(bucket.take(500, 0).granted).toBe(50);
  });

  it('T7 halves its rate at a complaint, once for those of a second, and recovers', () => {
    const bucket = bucketOf();
    bucket.take(50, 0);
    bucket.slow(0);
    bucket.slow(10);
    const first = takenFrom(bucket, 0, 900);
    bucket.slow(950);
    expect([first >= 45, first <= 50]).toEqual([true, true]);
    for (let at = 1_000; at <= 30_000; at += 1_000) bucket.slow(at);
    expect(takenFrom(bucket, 30_000, 31_000)).toBeLessThan(20);
    expect(takenFrom(bucket, 31_000, 51_000)).toBeLessThan(2_000);
    expect(takenFrom(bucket, 51_010, 61_000)).toBe(1_000);
  });

  it('is not confused by clocks that differ, nor by one that was set back', () => {
    const bucket = bucketOf();
    bucket.take(50, 1_000);
    expect(bucket.take(50, 0).granted).toBe(0);
    expect(bucket.take(50, 1_100).granted).toBe(10);
    expect(bucket.take(50, -3_600_000).granted).toBe(0);
    expect(bucket.take(50, -3_599_900).granted).toBe(10);
  });

  it('gives one token after the other where the rate is slow', () => {
    const bucket = bucketOf({ perSecond: 1 / 12, capacity: 1, bulkShare: 1 });
    expect(bucket.take(500, 0)).toEqual({ granted: 1, waitMs: 12_000 });
    expect(bucket.take(500, 11_000)).toEqual({ granted: 0, waitMs: 1_000 });
    expect(bucket.take(500, 12_000).granted).toBe(1);
  });
});
