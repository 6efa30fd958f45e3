import { describe, expect, it } from 'vitest';
import { RequestLease } from './request-lease.ts';

/** A bucket that keeps the questions, and gives as much as it has. */
function bucketOf(tokens: number) {
  const asked: number[] = [];
  const bucket = { tokens, waitMs: 100, asked };
  const take = async (want: number) => {
    asked.push(want);
    const granted = Math.min(want, bucket.tokens);
    bucket.tokens -= granted;
    return { granted, waitMs: granted === want ? 0 : bucket.waitMs };
  };
  return { bucket, take };
}
const RATE = { perSecond: 200, capacity: 200 };
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a lease of requests', () => {
  it('asks for some at a time, and decides on most requests without a question', async () => {
    const { bucket, take } = bucketOf(1_000);
    const lease = new RequestLease(take, RATE);
    expect(await lease.take(1, 0)).toBe(true);
    expect([1, 2, 3, 4].map(() => lease.take(1, 0))).toEqual([true, true, true, true]);
    expect(bucket.asked).toEqual([10]);
  });

  it('is renewed ahead, so that nobody waits', async () => {
    const { bucket, take } = bucketOf(1_000);
    const lease = new RequestLease(take, RATE);
    await lease.take(1, 0);
    for (let request = 0; request < 100; request++) {
      expect(lease.take(1, 0)).toBe(true);
      await settled();
    }
    expect(bucket.asked.length).toBeLessThan(20);
    expect(1_000 - bucket.tokens).toBeLessThanOrEqual(101 + 10);
  });

  it('refuses without a question for as long as the bucket said, and asks then', async () => {
    const { bucket, take } = bucketOf(3);
    const lease = new RequestLease(take, RATE);
    const answers = await Promise.all(Array.from({ length: 20 }, async () => lease.take(1, 0)));
    expect(answers.filter(Boolean)).toHaveLength(3);
    const questions = bucket.asked.length;
    expect([lease.take(1, 1), lease.take(1, 99), lease.waitMs(40)]).toEqual([false, false, 60]);
    expect(bucket.asked).toHaveLength(questions);
    bucket.tokens = 5;
    expect(await lease.take(1, 100)).toBe(true);
  });

  it('never passes more than the bucket gave, but for the last request, whose cost the next ones pay', async () => {
    const { bucket, take } = bucketOf(10);
    const lease = new RequestLease(take, RATE);
    expect(await lease.take(50, 0)).toBe(true);
    expect(await lease.take(1, 200)).toBe(false);
    bucket.tokens = 45;
    expect(await lease.take(1, 400)).toBe(true);
    expect(bucket.asked.at(-1)).toBe(50);
  });

  it('of a low rate takes one at a time, and none ahead', async () => {
    const { bucket, take } = bucketOf(10);
    const lease = new RequestLease(take, { perSecond: 0.5, capacity: 1 });
    expect(await lease.take(1, 0)).toBe(true);
    await settled();
    expect(bucket.asked).toEqual([1]);
  });
});
