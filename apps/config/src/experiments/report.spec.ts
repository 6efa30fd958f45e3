import { mulberry32 } from '@parlance/statistics';
import { describe, expect, it } from 'vitest';
import type { Experiment } from './experiment.ts';
import { reportOf } from './report.ts';
import { reportTable } from './report-table.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const experiment = (further: Partial<Experiment> = {}): Experiment => ({
  _id: 'exp0000001',
  app: 'app',
  state: 'running',
  name: 'Loud\nbanner',
  sizePercent: 100,
  alpha: 0.05,
  runDays: 14,
  measure: { event: 'purchase', filter: [], days: 7 },
  parameters: ['banner'],
  variants: [
    { name: 'as it was', values: '{"banner":"plain"}' },
    { name: 'loud', values: '{"banner":"LOUD"}' },
  ],
  createdAt: new Date(START),
  startedAt: new Date(START),
  history: [],
  ...further,
});
const counts = (...groups: readonly (readonly [exposed: number, converted: number])[]) => ({
  groups: groups.map(([exposed, converted]) => ({ exposed, converted })),
  unsaved: 0,
});

describe('the report of an experiment with parameters', () => {
  it('EXP-08 shows rates with the intervals of the contract, and a winner only when the boundary is passed', () => {
    const halfWay = reportOf(experiment(), counts([1_000, 30], [1_000, 50]), START + 10.5 * DAY);
    expect(halfWay.information).toBe(0.5);
    expect(halfWay.groups[0]?.interval?.lo).toBeCloseTo(0.021093738829, 12);
    expect(halfWay.comparison).toMatchObject({ of: ['A', 'B'], method: 'z' });
    expect(halfWay.comparison.p).toBeCloseTo(0.0224788734, 9);
    expect(halfWay.decision).toMatchObject({ winner: null, reason: 'no-difference' });
    expect(halfWay.decision.alphaOfLook).toBeCloseTo(0.001525322758, 10);
    const clear = reportOf(experiment(), counts([1_000, 30], [1_000, 100]), START + 10.5 * DAY);
    expect(clear.decision).toMatchObject({ winner: 'B' });
    expect(clear.decision.interval?.lo).toBeGreaterThan(0);
  });

  it.each([
    ['not-started', counts([0, 0], [0, 0]), { state: 'draft', startedAt: undefined }, START],
    ['too-few-installations', counts([50, 5], [49, 40]), {}, START + 3 * DAY],
    ['too-few-events', counts([100, 1], [100, 3]), {}, START + 3 * DAY],
    ['too-early', counts([1_000, 10], [1_000, 900]), {}, START + DAY - 1],
    ['no-difference', counts([1_000, 10], [1_000, 10]), {}, START + 30 * DAY],
  ] as const)('says why nobody has won: %s', (reason, counted, further, now) => {
    const { startedAt: _none, ...draft } = experiment();
    const one = reason === 'not-started' ? { ...draft, state: 'draft' as const } : experiment(further);
    expect(reportOf(one, counted, now).decision).toMatchObject({ winner: null, reason });
  });

  it('warns of groups whose sizes are no chance, and does not grow older than its end', () => {
    expect(reportOf(experiment(), counts([5_100, 9], [4_900, 9]), START + DAY).warnings).toEqual([]);
    expect(reportOf(experiment(), counts([5_200, 9], [4_800, 9]), START + DAY).warnings).toEqual(['srm']);
    const stopped = experiment({ state: 'stopped', endedAt: new Date(START + 2.1 * DAY) });
    expect(reportOf(stopped, counts([1, 0], [1, 0]), START + 80 * DAY).information).toBeCloseTo(0.1);
  });

  it('EXP-10 errs in at most five of a hundred experiments without a difference, though somebody looks every day', () => {
    const random = mulberry32(20_261_130);
    const [experiments, days, joinADay] = [400, 21, 60];
    let wrong = 0;
    for (let n = 0; n < experiments; n++) {
      const groups = [
        { exposed: 0, converted: 0 },
        { exposed: 0, converted: 0 },
      ];
      let hasWinner = false;
      for (let day = 1; day <= days; day++) {
        for (let joined = 0; joined < (day <= 14 ? joinADay : 0); joined++) {
          const group = groups[random() < 0.5 ? 0 : 1]!;
          group.exposed++;
          if (random() < 0.2) group.converted++;
        }
        hasWinner ||= reportOf(experiment(), { groups, unsaved: 0 }, START + day * DAY).decision.winner !== null;
      }
      if (hasWinner) wrong++;
    }
    expect(wrong / experiments).toBeLessThanOrEqual(0.05);
  });

  it('is a table that people can read, and that no name can break', () => {
    const report = reportOf(experiment(), { ...counts([1_000, 100], [1_010, 160]), unsaved: 3 }, START + 21 * DAY);
    expect(reportTable(report, START + 21 * DAY))
      .toBe(`Loud banner (exp0000001): running for 21.0 days (installations join for the first 14 days)
Aim: the event "purchase" within 7 days of the first look at the parameters

group  name       installations  reached    rate  likely between
A      as it was           1000      100  10.0 %  8.3 % and 12.0 %
B      loud                1010      160  15.8 %  13.7 % and 18.2 %

So far the rate of B minus that of A is 5.8 points, likely between 2.9 points and 8.8 points.
B wins. With the strictness that looking at any time asks for, the difference is between 2.5 points and 9.2 points.
Not counted: 3 installations that were never saved.
`);
    const draft = reportTable(reportOf({ ...experiment(), state: 'draft' }, counts([0, 0], [0, 0]), START), START);
    expect(draft).toContain('No winner yet.');
  });
});
