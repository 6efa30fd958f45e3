import { describe, expect, it } from 'vitest';
import { drawOpens } from './simulate.ts';
import { mulberry32 } from './mulberry32.ts';
import { wilsonInterval } from './wilson.ts';

describe('the interval of an open rate', () => {
  it.each([
    [0, 10, 0.05, 0, 0.277532799863],
    [10, 10, 0.05, 0.722467200137, 1],
    [1, 10, 0.05, 0.017876213095, 0.404150026795],
    [30, 1_000, 0.05, 0.021093738829, 0.042503414148],
    [50, 1_000, 0.05, 0.038130262393, 0.065313820244],
    [350, 10_000, 0.05, 0.031572809893, 0.038784308592],
    [5, 5_000, 0.05, 0.000427213491, 0.00233895305],
    [123_456, 1_000_000, 0.05, 0.122812696531, 0.124102196414],
    [30, 1_000, 0.01, 0.018906316303, 0.047289378706],
  ])('T11 of %i opens of %i at level %f is that of the contract', (opens, sent, alpha, lo, hi) => {
    const interval = wilsonInterval({ opens, sent }, alpha);
    expect(interval?.lo).toBeCloseTo(lo, 11);
    expect(interval?.hi).toBeCloseTo(hi, 11);
  });

  it('EXP-18 is absent when nothing was sent, and stays between 0 and 1 with no opens or nothing but opens', () => {
    expect(wilsonInterval({ opens: 0, sent: 0 }, 0.05)).toBeNull();
    expect(wilsonInterval({ opens: 3, sent: 0 }, 0.05)).toBeNull();
    expect(wilsonInterval({ opens: 0, sent: 1 }, 0.05)?.lo).toBe(0);
    expect(wilsonInterval({ opens: 1, sent: 1 }, 0.05)?.hi).toBe(1);
  });

  it('EXP-09 narrows as data grows, and covers the true rate in 95 % of 4,000 simulated groups', () => {
    const widths = [100, 1_000, 10_000].map((sent) => {
      const interval = wilsonInterval({ opens: sent / 20, sent }, 0.05);
      return (interval?.hi ?? Number.NaN) - (interval?.lo ?? Number.NaN);
    });
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    const random = mulberry32(20_260_914);
    let covered = 0;
    for (let group = 0; group < 4_000; group++) {
      const interval = wilsonInterval({ opens: drawOpens(random, 0.05, 1_000), sent: 1_000 }, 0.05);
      if (interval !== null && interval.lo <= 0.05 && 0.05 <= interval.hi) covered++;
    }
    expect(Math.abs(covered / 4_000 - 0.95)).toBeLessThanOrEqual(0.015);
  });

  it('counts an open without a counted delivery as one of those that are counted, and refuses what is no count', () => {
    expect(wilsonInterval({ opens: 12, sent: 10 }, 0.05)).toEqual(wilsonInterval({ opens: 10, sent: 10 }, 0.05));
    for (const counts of [
      { opens: -1, sent: 10 },
      { opens: 1, sent: 1.5 },
      { opens: Number.NaN, sent: 1 },
    ]) {
      expect(() => wilsonInterval(counts, 0.05)).toThrow(RangeError);
    }
  });
});
