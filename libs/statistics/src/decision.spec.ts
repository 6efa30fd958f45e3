import { describe, expect, it } from 'vitest';
import { decide, type Observed } from './decision.ts';
import { mulberry32 } from './mulberry32.ts';

const counts = (opens: number, sent: number) => ({ opens, sent });
const seen = (groups: Observed['groups'], more: Partial<Observed> = {}): Observed => ({
  type: 'message',
  groups,
  allSent: true,
  hours: 72,
  alpha: 0.05,
  ...more,
});

describe('the decision of an experiment', () => {
  it('EXP-08 says "not enough data" just after sending, without an interval', () => {
    expect(decide(seen([counts(0, 20_000), counts(0, 20_000)], { hours: 0 }))).toMatchObject({ winner: null, undecided: 'too-few-opens' });
    const early = decide(seen([counts(60, 20_000), counts(200, 20_000)], { hours: 0.5 }));
    expect(early).toMatchObject({ winner: null, undecided: 'too-early' });
    expect(early.interval).toBeUndefined();
  });

  it('EXP-08 finds B with 3 % against 5 % on 20,000 each, with an interval around two points', () => {
    const decision = decide(seen([counts(600, 20_000), counts(1_000, 20_000)]));
    expect(decision.winner).toBe(1);
    expect(decision.interval?.lo).toBeGreaterThan(0.015);
    expect(decision.interval?.hi).toBeLessThan(0.025);
    expect(decide(seen([counts(1_000, 20_000), counts(600, 20_000)]))).toMatchObject({ winner: 0, compared: [0, 1] });
  });

  it.each([
    ['sending', seen([counts(600, 20_000), counts(1_000, 20_000)], { allSent: false })],
    ['too-few-sent', seen([counts(1, 49), counts(40, 50)])],
    ['too-few-opens', seen([counts(0, 5_000), counts(4, 5_000)])],
    ['too-early', seen([counts(600, 20_000), counts(1_000, 20_000)], { type: 'time', hours: 23.9 })],
    ['no-difference', seen([counts(600, 20_000), counts(610, 20_000)])],
  ])('waits while there is a reason: %s', (undecided, observed) => {
    expect(decide(observed)).toMatchObject({ winner: null, undecided });
  });

  it('decides a time test a day after the last variant, and a message test after an hour', () => {
    const groups = [counts(600, 20_000), counts(1_000, 20_000)];
    expect(decide(seen(groups, { type: 'time', hours: 24 })).winner).toBe(1);
    expect(decide(seen([counts(600, 20_000), counts(3_000, 20_000)], { hours: 1 })).winner).toBe(1);
  });

  it('shows the full interval "so far" while the stricter one of this look has not decided', () => {
    const decision = decide(seen([counts(300, 10_000), counts(350, 10_000)]));
    expect(decision).toMatchObject({ winner: null, undecided: 'no-difference', alphaOfLook: expect.closeTo(0.025, 12) });
    expect(decision.soFar.interval?.lo).toBeGreaterThan(0);
  });

  it('EXP-18 decides nothing without opens, without deliveries, and when all were opened', () => {
    for (const groups of [
      [counts(0, 0), counts(0, 0)],
      [counts(0, 500), counts(0, 500)],
      [counts(500, 500), counts(500, 500)],
      [counts(0, 0), counts(300, 500)],
    ]) {
      expect(decide(seen(groups)).winner).toBeNull();
    }
    expect(() => decide(seen([counts(1, 2)]))).toThrow(RangeError);
  });

  it('asks the exact test too where counts are small', () => {
    const groups = [counts(0, 100), counts(5, 100)];
    expect(decide(seen(groups, { alpha: 0.1 }))).toMatchObject({ winner: null, soFar: { method: 'fisher' } });
    expect(decide(seen([counts(0, 100), counts(9, 100)])).winner).toBe(1);
  });

  it('needs the best of several to lie apart from each other one', () => {
    expect(decide(seen([counts(600, 20_000), counts(1_000, 20_000), counts(620, 20_000)])).winner).toBe(1);
    expect(decide(seen([counts(300, 20_000), counts(1_000, 20_000), counts(990, 20_000)])).winner).toBeNull();
    const three = decide(seen([counts(600, 20_000), counts(700, 20_000), counts(800, 20_000)]));
    expect(three.compared).toEqual([1, 2]);
    const two = decide(seen([counts(700, 20_000), counts(800, 20_000)]));
    expect(three.soFar.interval?.lo).toBeLessThan(two.soFar.interval?.lo ?? Number.NaN);
  });

  it('EXP-10 declares a winner in about 5 % of 2,000 simulated experiments without a difference, however often one looks', () => {
    const random = mulberry32(1_010);
    const [single, hourly, bounded] = peek(random, 2_000, 0.05, 0.05);
    expect(single).toBeLessThanOrEqual(0.05 + 0.015); // three standard errors of 2,000 experiments
    expect(hourly).toBeGreaterThan(0.15); // the price of looking every hour at a fixed level
    expect(bounded).toBeLessThanOrEqual(0.05);
  });
});

/**
 * Experiments whose opens come over 72 hours by the usual curve, looked at every hour.
 *
 * @returns the shares with a winner: by one look at the end, by looks at the fixed level, by the rule of this library
 */
function peek(random: () => number, experiments: number, pA: number, pB: number): readonly [number, number, number] {
  const sent = 1_000;
  const opensByHour = (rate: number) => {
    const hours = new Array<number>(73).fill(0);
    for (let delivery = 0; delivery < sent; delivery++) {
      if (random() >= rate) continue;
      const hour = Math.min(72, Math.ceil(-8 * Math.log(1 - random())));
      hours[hour] = (hours[hour] ?? Number.NaN) + 1;
    }
    return hours;
  };
  let [single, hourly, bounded] = [0, 0, 0];
  for (let experiment = 0; experiment < experiments; experiment++) {
    const [a, b] = [opensByHour(pA), opensByHour(pB)];
    let [x, y] = [0, 0];
    let [seenFixed, seenBounded, last] = [false, false, false];
    for (let hours = 1; hours <= 72; hours++) {
      x += a[hours] ?? 0;
      y += b[hours] ?? 0;
      const decision = decide(seen([counts(x, sent), counts(y, sent)], { hours }));
      last = (decision.soFar.p ?? 1) < 0.05;
      seenFixed ||= last;
      seenBounded ||= decision.winner !== null;
    }
    single += Number(last);
    hourly += Number(seenFixed);
    bounded += Number(seenBounded);
  }
  return [single / experiments, hourly / experiments, bounded / experiments];
}
