import { describe, expect, it } from 'vitest';
import { endOf, quantile, rangeOf } from './durations.ts';

function counted(times: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const ms of times) counts.set(rangeOf(ms), (counts.get(rangeOf(ms)) ?? 0) + 1);
  return counts;
}

describe('times of calls', () => {
  it('lie within their range, and at most a fifth below its end', () => {
    for (const ms of [0.3, 1, 2, 7, 12.5, 99, 1_000, 8_999, 600_000]) {
      expect(endOf(rangeOf(ms))).toBeGreaterThanOrEqual(ms);
      expect(endOf(rangeOf(ms))).toBeLessThan(ms * 1.19);
    }
    expect([rangeOf(0), rangeOf(0.25), rangeOf(Number.NaN), rangeOf(1e12)]).toEqual([0, 0, 0, 88]);
  });

  it('give the median and the 99th percentile of a hundred calls', () => {
    const times = [...Array.from({ length: 98 }, () => 10), 500, 2_000];
    expect(quantile(counted(times), 0.5)).toBeCloseTo(11, 0);
    expect(quantile(counted(times), 0.99)).toBeGreaterThanOrEqual(500);
    expect(quantile(counted(times), 0.99)).toBeLessThan(600);
  });

  it('are not there without calls', () => {
    expect(quantile(new Map(), 0.5)).toBeUndefined();
  });
});
