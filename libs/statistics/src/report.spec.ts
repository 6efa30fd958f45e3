import { describe, expect, it } from 'vitest';
import type { Observed } from './decision.ts';
import { standingOf } from './report.ts';
import { reportText, type DescribedExperiment } from './report-text.ts';

const counts = (opens: number, sent: number) => ({ opens, sent });
const seen = (groups: Observed['groups'], more: Partial<Observed> = {}): Observed => ({
  type: 'message',
  groups,
  allSent: true,
  hours: 72,
  alpha: 0.05,
  ...more,
});

describe('the standing of an experiment', () => {
  it('EXP-08 shows winner minus loser in percentage points, whichever of them comes first', () => {
    const [a, b] = [counts(600, 20_000), counts(1_000, 20_000)];
    const { statistics, soFar } = standingOf(seen([a, b]));
    expect(statistics?.winner).toBe('B');
    const [lo = 0, hi = 0] = statistics?.interval ?? [];
    // At the full level, although that of the look decides.
    expect([lo, hi].map((bound) => Math.round(bound * 100) / 100)).toEqual([1.62, 2.39]);
    expect(soFar).toMatchObject({ leader: 'B', behind: 'A', difference: 2, method: 'z' });
    expect(standingOf(seen([b, a]))).toMatchObject({
      statistics: { winner: 'A', interval: [lo, hi] },
      soFar: { leader: 'A', difference: 2 },
    });
  });

  it('EXP-08 has no interval and no winner just after sending', () => {
    expect(standingOf(seen([counts(0, 20_000), counts(0, 20_000)], { hours: 0 }))).toMatchObject({
      statistics: null,
      undecided: 'too-few-opens',
    });
    expect(standingOf(seen([counts(3, 20), counts(0, 0)], { allSent: false }))).toMatchObject({ statistics: null, undecided: 'sending' });
  });

  it('EXP-09 narrows the interval of the difference, and those of the rates, as data grows', () => {
    const widths = [1_000, 10_000, 100_000].map((sent) => {
      const { soFar, groups } = standingOf(seen([counts(sent * 0.03, sent), counts(sent * 0.05, sent)]));
      const width = (bounds: readonly [number, number] | null | undefined) => (bounds?.[1] ?? Number.NaN) - (bounds?.[0] ?? Number.NaN);
      return [width(soFar.interval), width(groups[0]?.interval)] as const;
    });
    for (const [at, [difference, rate]] of widths.slice(1).entries()) {
      expect(difference).toBeLessThan(widths[at]?.[0] ?? 0);
      expect(rate).toBeLessThan(widths[at]?.[1] ?? 0);
    }
  });

  it('EXP-06 measures each group by its own deliveries', () => {
    const { groups, soFar } = standingOf(seen([counts(30, 1_000), counts(300, 10_000)], { hours: 2 }));
    expect(groups.map(({ openRate }) => openRate)).toEqual([3, 3]);
    expect(groups[0]?.interval?.map((bound) => Math.round(bound * 1e4) / 1e4)).toEqual([2.1094, 4.2503]); // 9.3 of the contract
    expect(soFar.difference).toBe(0);
  });

  it('EXP-18 has rates of 0 % and no interval where nothing was sent or opened', () => {
    const { groups, statistics } = standingOf(seen([counts(0, 0), counts(0, 500)]));
    expect(groups).toMatchObject([
      { sent: 0, openRate: 0, interval: null },
      { sent: 500, openRate: 0, interval: [0, expect.any(Number)] },
    ]);
    expect(statistics).toBeNull();
  });

  it('warns of groups whose sizes are no accident, once all is sent', () => {
    const unequal = [counts(50, 5_200), counts(50, 4_800)];
    expect(standingOf(seen(unequal)).imbalanced).toBe(true);
    expect(standingOf(seen(unequal, { allSent: false })).imbalanced).toBe(false);
    expect(standingOf(seen([counts(50, 5_100), counts(50, 4_900)])).imbalanced).toBe(false);
  });

  it('names up to ten groups, and compares the best two', () => {
    const ten = Array.from({ length: 10 }, (_, index) => counts(300 + index * 50, 10_000));
    const { groups, soFar } = standingOf(seen(ten));
    expect(groups.map(({ key }) => key).join('')).toBe('ABCDEFGHIJ');
    expect([soFar.leader, soFar.behind]).toEqual(['J', 'I']);
  });
});

describe('the text of a report', () => {
  const described = (more: Partial<DescribedExperiment> = {}): DescribedExperiment => ({
    name: 'Words',
    type: 'message',
    state: 'complete',
    sizePercent: 50,
    groups: [
      { message: 'Hello', sentAt: '2026-12-26 09:00 UTC' },
      { message: 'Your team plays tonight: watch it live and free', sentAt: '2026-12-26 09:00 UTC' },
    ],
    launch: { percent: 50, devices: 40_000 },
    warnings: [],
    ...more,
  });

  it('is a table and sentences that a marketer can read', () => {
    expect(reportText(described(), standingOf(seen([counts(600, 20_000), counts(1_000, 20_000)])))).toBe(
      [
        'Words: which message is opened more often?',
        '==========================================',
        'The test goes to 50 % of the audience. It is complete.',
        '',
        'Group  Message                                   Sent at                 Sent  Opened  Open rate   Likely between',
        '-----  ----------------------------------------  --------------------  ------  ------  ---------  ---------------',
        'A      Hello                                     2026-12-26 09:00 UTC  20,000     600     3.00 %  2.77 and 3.25 %',
        'B *    Your team plays tonight: watch it live …  2026-12-26 09:00 UTC  20,000   1,000     5.00 %  4.71 and 5.31 %',
        '',
        'Winner: B.',
        'If you send both again, expect B to be opened 1.62 to 2.39 percentage points more often than A.',
        'Not launched yet: the other 50 % of the audience, about 40,000 devices wait for the message that you choose.',
        '',
      ].join('\n'),
    );
  });

  it('says why there is no winner, and how it stands so far', () => {
    const text = reportText(described(), standingOf(seen([counts(30, 1_000), counts(35, 1_000)], { hours: 0.5 })));
    expect(text).toContain('Not enough data to name a winner: most people open a message later.');
    expect(text).toContain('So far B is 0.50 percentage points ahead of A (likely -1.08 to 2.10).');
    const none = reportText(described(), standingOf(seen([counts(0, 1_000), counts(0, 1_000)])));
    expect(none).toContain('So far A and B are opened equally often');
  });

  it('EXP-14 tells the launch and its own open rate, and that a test of times has none', () => {
    const standing = standingOf(seen([counts(600, 20_000), counts(1_000, 20_000)]));
    const chosen = { key: 'A', sent: 39_998, opened: 1_210, openRate: 3.025 };
    expect(reportText(described({ launch: { percent: 50, devices: 40_000, chosen } }), standing)).toContain(
      'Launched: A to the other 50 % of the audience, 40,000 devices. Sent 39,998, opened 1,210, 3.02 %.',
    );
    const { launch: _, ...whole } = described({ type: 'time', sizePercent: 100 });
    expect(reportText(whole, standing)).toContain('A test of times has nothing to launch.');
    expect(reportText({ ...whole, type: 'message' }, standing)).toContain('Everybody is tested: nothing is left to launch.');
  });

  it('keeps texts of senders on their line', () => {
    const groups = [
      { message: 'one\n\u001b[31mtwo\tthree', sentAt: 'now' },
      { message: '', sentAt: 'now' },
    ];
    const text = reportText(described({ name: 'a\nb', groups, warnings: ['c\r\nd'] }), standingOf(seen([counts(0, 0), counts(0, 0)])));
    expect(text).not.toMatch(/[^\P{Cc}\n]/u);
    expect(text.split('\n').filter((line) => /one|two|three/.test(line))).toHaveLength(1);
    expect(text).toContain('Warning: c d\n');
  });
});
