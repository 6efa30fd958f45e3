import { describe, expect, it } from 'vitest';
import { erfc, normalCdf, normalQuantile, normalTail, normalTwoSided, upperQuantile } from './normal.ts';

describe('the normal distribution', () => {
  it.each([
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.8, 0.8416212335729143],
    [0.9, 1.2815515655446004],
    [1 - 0.05 / 4, 2.241402727604947],
    [0.5, 0],
    [0.025, -1.959963984540054],
  ])('T11 has the quantile of %f', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 13);
    expect(normalCdf(z)).toBeCloseTo(p, 14);
  });

  // NIST Digital Library of Mathematical Functions, table 7.23.1 and section 7.8; the tails by the asymptotic expansion 7.12.1.
  it.each([
    [0, 1],
    [0.5, 0.4795001221869535],
    [1, 0.15729920705028513],
    [2, 0.004677734981047266],
    [3, 2.209049699858544e-5],
    [5, 1.5374597944280349e-12],
    [10, 2.088487583762545e-45],
  ])('has erfc(%f) with its digits in the tail too', (x, value) => {
    expect(erfc(x) / value).toBeCloseTo(1, 12);
    expect(erfc(-x)).toBeCloseTo(2 - value, 14);
  });

  it('keeps the digits of small levels in both directions', () => {
    for (const tail of [0.4, 0.01, 1e-6, 1e-12, 1e-30, 1e-200]) expect(normalTail(upperQuantile(tail)) / tail).toBeCloseTo(1, 11);
    expect(normalTwoSided(-2)).toBe(normalTwoSided(2));
  });

  it('is asked for probabilities alone, and knows the ends', () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    for (const p of [-0.1, 1.1, Number.NaN]) {
      expect(() => normalQuantile(p)).toThrow(RangeError);
      expect(() => upperQuantile(p)).toThrow(RangeError);
    }
    expect(erfc(Number.NaN)).toBeNaN();
  });
});
