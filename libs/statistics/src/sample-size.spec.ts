import { describe, expect, it } from 'vitest';
import { suggestAudience } from './audience-size.ts';
import { power, sampleSize, sampleSizeExact, smallestDetectable } from './sample-size.ts';
import { simulate } from './simulate.ts';

describe('the size of a test', () => {
  it.each([
    [0.03, 0.2, 0.05, 0.8, 13913.5766, 13_914],
    [0.03, 0.5, 0.05, 0.8, 2517.003, 2_518],
    [0.05, 0.2, 0.05, 0.8, 8157.7314, 8_158],
    [0.05, 0.1, 0.05, 0.8, 31233.4379, 31_234],
    [0.1, 0.1, 0.05, 0.8, 14750.7905, 14_751],
    [0.02, 0.25, 0.05, 0.9, 18485.7337, 18_486],
    [0.03, 2 / 3, 0.05, 0.8, 1505.8054, 1_506],
    [0.01, 0.2, 0.05, 0.8, 42692.8024, 42_693],
    [0.2, 0.1, 0.01, 0.9, 12339.9797, 12_340],
  ])('T11 to find %f raised by %f at level %f with power %f is that of the contract', (p0, m, alpha, wanted, exact, n) => {
    expect(sampleSizeExact(p0, p0 * (1 + m), { alpha, power: wanted })).toBeCloseTo(exact, 4);
    expect(sampleSize(p0, p0 * (1 + m), { alpha, power: wanted })).toBe(n);
  });

  it.each([
    [0.03, 0.036, 5_000, 0.389639034],
    [0.03, 0.036, 13_914, 0.800012892],
    [0.03, 0.036, 20_000, 0.919094959],
    [0.05, 0.06, 8_158, 0.800013868],
    [0.1, 0.11, 2_000, 0.177952741],
  ])('T11 power of %f against %f with %i each is that of the contract', (p0, p1, n, value) => {
    expect(power(p0, p1, n)).toBeCloseTo(value, 9);
  });

  it.each([
    [0.03, 1_000, 0.055302489],
    [0.03, 2_500, 0.045056309],
    [0.03, 5_000, 0.040318836],
    [0.05, 50_000, 0.053932795],
    [0.1, 500, 0.159466607],
  ])('T11 smallest rate told from %f with %i each is that of the contract', (p0, n, p1) => {
    expect(smallestDetectable(p0, n)).toBeCloseTo(p1, 9);
  });

  it('T11 simulates as the contract does, and near the formula', () => {
    expect(simulate(12_345, 0.1, 0.15, 686, 400)).toBe(0.7975);
    expect(power(0.1, 0.15, 686)).toBeCloseTo(0.8002318547, 10);
    for (const [p0, p1, n] of [
      [0.1, 0.15, 686],
      [0.05, 0.08, 900],
      [0.03, 0.055302489, 1_000],
    ] as const) {
      expect(Math.abs(simulate(99, p0, p1, n, 600) - power(p0, p1, n))).toBeLessThanOrEqual(3 * Math.sqrt(0.25 / 600));
    }
  });

  it('EXP-10 simulates a false difference in about 5 % of 2,000 experiments at a single look', () => {
    expect(Math.abs(simulate(4_711, 0.05, 0.05, 1_000, 2_000) - 0.05)).toBeLessThanOrEqual(3 * Math.sqrt((0.05 * 0.95) / 2_000));
  });

  it('is refused for rates that are none, and knows the ends', () => {
    expect(() => sampleSize(0.1, 0.1)).toThrow(RangeError);
    expect(() => sampleSize(-0.1, 0.1)).toThrow(RangeError);
    expect(() => power(0.1, 1.1, 10)).toThrow(RangeError);
    expect([power(0.1, 0.2, 0), power(0, 1, 10), power(0, 0, 10)]).toEqual([0, 1, 0]);
    expect([smallestDetectable(0.5, 1), smallestDetectable(1, 1_000)]).toEqual([null, null]);
    expect([simulate(1, 0, 0, 100, 10), simulate(1, 1, 1, 100, 10), simulate(1, 0.1, 0.2, 0, 10)]).toEqual([0, 0, 0]);
  });
});

describe('the suggested audience', () => {
  const steady = [{ opens: 5_000, sent: 100_000 }];

  it('EXP-11 is a small share of a large audience', () => {
    const { size, all, baseline } = suggestAudience(steady, 1_000_000);
    expect(all).toBe(false);
    expect(size / 1_000_000).toBeLessThan(0.02);
    expect(baseline).toBeCloseTo(0.05, 3);
    expect(suggestAudience(steady, 100_000).size / 100_000).toBeLessThan(0.2);
  });

  it('EXP-11 is everybody below 5,000 devices, and where the test would need more than four fifths', () => {
    expect(suggestAudience(steady, 4_999)).toMatchObject({ size: 4_999, all: true });
    expect(suggestAudience(steady, 20_000)).toMatchObject({ size: 20_000, all: true });
    expect(suggestAudience([{ opens: 50_000, sent: 100_000 }], 5_000)).toMatchObject({ all: false });
  });

  it('EXP-11 is not available without history', () => {
    expect(suggestAudience([], 1_000_000)).toEqual({ size: -1, all: false, baseline: null });
    expect(suggestAudience([{ opens: 50, sent: 99 }], 1_000_000).size).toBe(-1);
  });

  it('starts from the twenty newest pushes with 100 deliveries, drawn towards 3 %', () => {
    const small = { opens: 99, sent: 99 };
    const history = [small, ...Array.from({ length: 20 }, () => ({ opens: 10, sent: 100 })), { opens: 1_000_000, sent: 1_000_000 }];
    expect(suggestAudience(history, 1_000_000).baseline).toBeCloseTo((200 + 15) / 2_500, 12);
  });

  it('has an answer where nobody or everybody opens', () => {
    expect(suggestAudience([{ opens: 0, sent: 1_000_000 }], 10_000)).toMatchObject({ all: true });
    expect(suggestAudience([{ opens: 1_000_000, sent: 1_000_000 }], 10_000).size).toBeGreaterThan(0);
  });
});
