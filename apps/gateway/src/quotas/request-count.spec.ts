import type { Limit } from '@parlance/redis';
import { describe, expect, it } from 'vitest';
import { RequestCount, untilTomorrowMs, type SharedCount } from './request-count.ts';

/** Counts as Redis keeps them, without their ends. */
function sharedCounts() {
  const counts = new Map<string, number>();
  const verdict = (key: string, { pointsMax }: Limit) => {
    const points = counts.get(key) ?? 0;
    return { allowed: points <= pointsMax, retryAfterSeconds: 0, points, remaining: Math.max(0, pointsMax - points), resetSeconds: 1 };
  };
  const shared: SharedCount = {
    add: async (key, limit, points) => {
      counts.set(key, (counts.get(key) ?? 0) + points);
      return verdict(key, limit);
    },
    read: async (key, limit) => verdict(key, limit),
  };
  return { shared, counts };
}
const NOON = Date.UTC(2026, 10, 30, 12);
const NEXT_DAY = Date.UTC(2026, 11, 1);

describe('the count of requests', () => {
  it('adds up what gateways pass, and is full for all of them', async () => {
    const { shared } = sharedCounts();
    const [one, other] = [new RequestCount(shared, 10, NOON), new RequestCount(shared, 10, NOON)];
    await Promise.all([one.sum(NOON), other.sum(NOON)]);
    one.add(6);
    other.add(3);
    await one.sum(NOON);
    expect(await other.sum(NOON)).toEqual({ today: 9, perSecond: 0.9 });
    expect([one, other].map((count) => count.isFull(NOON))).toEqual([false, false]);
    one.add(4);
    expect(one.isFull(NOON)).toBe(true);
    await one.sum(NOON);
    await other.sum(NOON);
    expect(other.isFull(NOON)).toBe(true);
  });

  it('begins anew with the day, by UTC', async () => {
    const { shared } = sharedCounts();
    const count = new RequestCount(shared, 2, NOON);
    await count.sum(NOON);
    count.add(2);
    expect(count.isFull(NOON)).toBe(true);
    expect(count.isFull(NEXT_DAY)).toBe(false);
    expect((await count.sum(NEXT_DAY)).today).toBe(2); // Those of the last second before midnight.
    expect(untilTomorrowMs(NOON)).toBe(43_200_000);
  });

  it('sees a rate over ten seconds, and forgets it after twenty', async () => {
    const { shared } = sharedCounts();
    const count = new RequestCount(shared, null, NOON);
    count.add(50);
    expect((await count.sum(NOON)).perSecond).toBe(5);
    expect((await count.sum(NOON + 10_000)).perSecond).toBe(5);
    expect((await count.sum(NOON + 20_000)).perSecond).toBe(0);
    expect(count.isFull(NOON)).toBe(false);
  });
});
