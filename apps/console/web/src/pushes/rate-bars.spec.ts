import { describe, expect, it } from 'vitest';
import { barsOf } from './rate-bars.ts';

describe('the drawing of open rates', () => {
  it('puts rates and their ranges on one scale', () => {
    const { bars, end } = barsOf([
      { key: 'A', openRate: 3, interval: { lo: 2, hi: 4 }, opened: 3 },
      { key: 'B', openRate: 5, interval: { lo: 4, hi: 10 }, opened: 5 },
    ]);
    expect(end).toBeCloseTo(11);
    expect(bars[0]).toEqual({ key: 'A', rate: 3, at: 27.27, range: { lo: 2, hi: 4 }, from: 18.18, to: 36.36 });
    expect(bars[1]?.to).toBe(90.91);
  });

  it('EXP-18 has rates of 0 % without ranges where nobody has opened anything, and ends at 100 %', () => {
    const nobody = { openRate: 0, interval: { lo: 0, hi: 8 }, opened: 0 };
    expect(
      barsOf([
        { key: 'A', ...nobody },
        { key: 'B', ...nobody, interval: null },
      ]).bars,
    ).toEqual([
      { key: 'A', rate: 0, at: 0 },
      { key: 'B', rate: 0, at: 0 },
    ]);
    expect(barsOf([{ key: 'A', openRate: 99, interval: { lo: 98, hi: 99.5 }, opened: 9 }]).end).toBe(100);
  });
});
