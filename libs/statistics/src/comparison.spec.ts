import { describe, expect, it } from 'vitest';
import { compare } from './comparison.ts';
import { fisherTwoSided } from './fisher.ts';
import { mulberry32 } from './mulberry32.ts';
import { newcombeInterval } from './newcombe.ts';
import { pooledZ } from './pooled-z.ts';
import { drawOpens } from './simulate.ts';

const counts = (opens: number, sent: number) => ({ opens, sent });

describe('two groups side by side', () => {
  it.each([
    [counts(30, 1_000), counts(50, 1_000), 0.02, 2.282177323, 0.0224788734, 0.002759755, 0.037715377],
    [counts(300, 10_000), counts(350, 10_000), 0.005, 1.993828682, 0.04617078, 0.000081311, 0.009934787],
    [counts(0, 100), counts(5, 100), 0.05, 2.264554068, 0.0235400583, 0.003327941, 0.111750469],
    [counts(20, 500), counts(21, 500), 0.002, 0.159477261, 0.873292872, -0.023422868, 0.027509793],
    [counts(412, 9_876), counts(498, 9_921), 0.008479258, 2.848548621, 0.0043919142, 0.002645656, 0.014328358],
    [counts(3, 40), counts(9, 42), 0.139285714, 1.783727466, 0.0744679608, -0.018005912, 0.292500607],
    [counts(1_500, 50_000), counts(1_500, 49_000), 0.000612245, 0.561861883, 0.574210126, -0.001523841, 0.00275033],
  ])('T11 %o and %o differ as the contract says', (a, b, difference, z, p, lo, hi) => {
    expect(compare(a, b, 0.05).difference).toBeCloseTo(difference, 9);
    expect(pooledZ(a, b)?.z).toBeCloseTo(z, 9);
    expect(pooledZ(a, b)?.p).toBeCloseTo(p, 9);
    expect(newcombeInterval(a, b, 0.05)?.lo).toBeCloseTo(lo, 9);
    expect(newcombeInterval(a, b, 0.05)?.hi).toBeCloseTo(hi, 9);
  });

  it('T11 EXP-18 have no test without opens, and an interval around zero', () => {
    const compared = compare(counts(0, 50), counts(0, 50), 0.05);
    expect(compared).toMatchObject({ difference: 0, method: 'z', z: null, p: null });
    expect(compared.interval?.lo).toBeCloseTo(-0.071347599, 9);
    expect(compared.interval?.hi).toBeCloseTo(0.071347599, 9);
  });

  it.each([
    [counts(0, 100), counts(5, 100), 0.05938321],
    [counts(3, 40), counts(9, 42), 0.117165851],
  ])('T11 %o and %o: the exact test', (a, b, p) => {
    expect(fisherTwoSided(a, b)).toBeCloseTo(p, 9);
    expect(fisherTwoSided(b, a)).toBeCloseTo(p, 9);
  });

  it('T11 report the exact test where an expected cell is below 5, and the normal one from 5 on', () => {
    expect(compare(counts(0, 100), counts(5, 100), 0.05)).toMatchObject({
      method: 'fisher',
      p: fisherTwoSided(counts(0, 100), counts(5, 100)),
    });
    expect(compare(counts(4, 100), counts(5, 100), 0.05).method).toBe('fisher');
    expect(compare(counts(5, 100), counts(5, 100), 0.05)).toMatchObject({ method: 'z', p: 1 });
    expect(compare(counts(95, 100), counts(96, 100), 0.05).method).toBe('fisher'); // few that did not open count too
  });

  it('agree with the exact test by all tables, counted one by one', () => {
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
    for (const [a, b] of [
      [counts(1, 9), counts(11, 12)],
      [counts(0, 5), counts(5, 5)],
      [counts(7, 7), counts(1, 30)],
      [counts(2, 3), counts(2, 3)],
    ] as const) {
      const opens = a.opens + b.opens;
      const weight = (x: number) => choose(a.sent, x) * choose(b.sent, opens - x);
      let [all, unlikely] = [0, 0];
      for (let x = Math.max(0, opens - b.sent); x <= Math.min(opens, a.sent); x++) {
        all += weight(x);
        if (weight(x) <= weight(a.opens) * (1 + 1e-9)) unlikely += weight(x);
      }
      expect(fisherTwoSided(a, b)).toBeCloseTo(unlikely / all, 12);
    }
  });

  it('are undefined when one was sent nothing, or all were opened', () => {
    expect(compare(counts(0, 0), counts(3, 10), 0.05)).toMatchObject({ p: null, z: null, interval: null, difference: 0.3 });
    expect(fisherTwoSided(counts(0, 0), counts(3, 10))).toBeNull();
    expect(compare(counts(10, 10), counts(20, 20), 0.05)).toMatchObject({ p: null, z: null, difference: 0 });
    expect(fisherTwoSided(counts(0, 400), counts(400, 400))).toBeLessThan(1e-200);
  });

  it('EXP-06 compare rates, so that groups of unequal size favour nobody', () => {
    const equal = compare(counts(50, 1_000), counts(500, 10_000), 0.05);
    expect(equal).toMatchObject({ difference: 0, z: 0, p: 1 });
  });

  it('EXP-09 have an interval that covers the true difference in 95 % of 4,000 simulated experiments', () => {
    const random = mulberry32(90_210);
    let covered = 0;
    for (let experiment = 0; experiment < 4_000; experiment++) {
      const a = counts(drawOpens(random, 0.04, 800), 800);
      const b = counts(drawOpens(random, 0.06, 800), 800);
      const interval = newcombeInterval(a, b, 0.05);
      if (interval !== null && interval.lo <= 0.02 && 0.02 <= interval.hi) covered++;
    }
    expect(Math.abs(covered / 4_000 - 0.95)).toBeLessThanOrEqual(0.015);
  });
});
