import { reportText } from '@parlance/statistics';
import { describe, expect, it } from 'vitest';
import type { PushDocument } from '../database/documents.ts';
import type { ExperimentDocument } from '../database/experiment-document.ts';
import { descriptionOf, reportOf, type SeenPush } from './report.ts';

const HOUR_MS = 3_600_000;
const SENT_AT = new Date('2026-12-26T09:00:00Z');
const NOW = SENT_AT.getTime() + 72 * HOUR_MS;

const EXPERIMENT: ExperimentDocument = {
  _id: 'app.exp',
  a: 'app',
  objectId: 'exp',
  createdAt: SENT_AT,
  name: 'Words',
  type: 'message',
  sizePercent: 50,
  alpha: 0.05,
  where: '{}',
  variants: [
    { key: 'A', push: 'a' },
    { key: 'B', push: 'b' },
  ],
  days: ['2026-12-26'],
  checked: { devices: 80_001, exact: true, warnings: [{ code: 'oldSdk', message: 'Old SDKs.' }] },
};

function push(objectId: string, sent: number, opened: number, more: Partial<PushDocument> = {}): SeenPush {
  const pushed: PushDocument = {
    ...{
      _id: `app.${objectId}`,
      a: 'app',
      objectId,
      state: 'succeeded',
      createdAt: SENT_AT,
      dueAt: SENT_AT,
      timing: { lateZones: 'skip', maxDelayMs: HOUR_MS },
    },
    ...{ body: '{}', where: '{}', pushHash: 'x', policy: 'at_most_once', lane: 'auto', startedAt: SENT_AT, finishedAt: SENT_AT, opened },
    ...more,
  };
  const payload = JSON.stringify({ alert: `Text of ${objectId}` });
  return { pushed, status: { numSent: sent, numTargeted: sent + 10, payload, pushTime: SENT_AT.toISOString(), status: pushed.state } };
}

const report = (variants: readonly SeenPush[], more: Partial<ExperimentDocument> = {}, launched?: SeenPush, now = NOW) =>
  reportOf({ experiment: { ...EXPERIMENT, ...more }, variants, launched }, now).report;

describe('the report of an experiment', () => {
  it('EXP-08 has the winner, and the interval in percentage points, once the data suffices', () => {
    const { statistics, undecided, state, group_a, group_b } = report([push('a', 20_000, 600), push('b', 20_000, 1_000)]);
    expect(statistics?.winner).toBe('B');
    const [lo = 0, hi = 0] = statistics?.confidence_interval ?? [];
    expect([Math.round(lo * 100) / 100, Math.round(hi * 100) / 100]).toEqual([1.62, 2.39]);
    expect([undecided, state]).toEqual([undefined, 'decided']);
    expect(group_a).toMatchObject({ id: 'a', push_sends: 20_000, push_opens: 600, numSent: 20_000, numOpened: 600, open_rate: 3 });
    expect(group_b).toMatchObject({ id: 'b', payload: '{"alert":"Text of b"}', send_time: SENT_AT.toISOString(), expiration: null });
  });

  it.each<[string, readonly SeenPush[], number, string]>([
    ['sending', [push('a', 20_000, 600), push('b', 20_000, 1_000, { state: 'running' })], NOW, 'running'],
    ['too-few-sent', [push('a', 40, 2), push('b', 40, 30)], NOW, 'running'],
    ['too-few-opens', [push('a', 20_000, 0), push('b', 20_000, 4)], NOW, 'running'],
    ['too-early', [push('a', 20_000, 600), push('b', 20_000, 1_000)], SENT_AT.getTime() + HOUR_MS - 1, 'running'],
    ['no-difference', [push('a', 20_000, 600), push('b', 20_000, 600)], NOW, 'running'],
  ])('EXP-08 says "not enough data" and why: %s', (reason, variants, now, state) => {
    const seen = report(variants, {}, undefined, now);
    expect(seen).toMatchObject({ statistics: null, undecided: { reason, message: 'not enough data' }, state });
    expect(seen.so_far).toMatchObject({ leader: expect.stringMatching(/^[AB]$/), method: expect.any(String) });
  });

  it('EXP-08 says until when waiting is of use, and nothing of it where time alone changes nothing', () => {
    const equal = [push('a', 20_000, 600), push('b', 20_000, 600)];
    const until = (hours: number, variants = equal) =>
      report(variants, {}, undefined, SENT_AT.getTime() + hours * HOUR_MS).undecided?.until;
    expect(until(0.5)).toBe('2026-12-26T10:00:00.000Z');
    expect(until(1)).toBe('2026-12-29T09:00:00.000Z');
    expect(until(72)).toBeUndefined();
    expect(until(0.5, [push('a', 40, 2), push('b', 40, 30)])).toBeUndefined();
    expect(until(0.5, [push('a', 20_000, 600), push('b', 20_000, 600, { state: 'running' })])).toBeUndefined();
  });

  it('waits a day after the last version of a test of times', () => {
    const times = { type: 'time', sizePercent: 100 } as const;
    const later = new Date(SENT_AT.getTime() + 6 * HOUR_MS);
    const variants = [push('a', 20_000, 600), push('b', 20_000, 3_000, { finishedAt: later })];
    const at = (hours: number) => report(variants, times, undefined, later.getTime() + hours * HOUR_MS);
    expect(at(23.9)).toMatchObject({ statistics: null, undecided: { reason: 'too-early' }, launch_info: null });
    expect(at(24).statistics?.winner).toBe('B');
  });

  it('EXP-06 divides the opens of each group by its own deliveries', () => {
    const { groups } = report([push('a', 1_000, 30), push('b', 10_000, 300)]);
    expect(groups.map(({ open_rate }) => open_rate)).toEqual([3, 3]);
    expect(groups[0]?.open_rate_interval?.[0]).toBeCloseTo(2.1093738829, 5); // 9.3 of the contract
  });

  it('EXP-18 has open rates of 0 % and no interval without opens, and without deliveries', () => {
    const seen = report([push('a', 0, 0), push('b', 500, 0)]);
    expect(seen.groups.map(({ open_rate }) => open_rate)).toEqual([0, 0]);
    expect(seen.groups[0]?.open_rate_interval).toBeNull();
    expect(seen.statistics).toBeNull();
    expect(JSON.stringify(seen)).not.toMatch(/NaN|Infinity/);
  });

  it('EXP-14 shows the launch with its own open rate, and those whom it was for', () => {
    const variants = [push('a', 20_000, 600), push('b', 20_000, 1_000)];
    expect(report(variants)).toMatchObject({
      launch_info: { percent: 50, recipient_count: 40_001 },
      launch_choice: null,
      launch_push_id: null,
    });
    const launch = { choice: 'A', push: 'l', at: SENT_AT };
    expect(report(variants, { launch }, push('l', 39_980, 1_999))).toMatchObject({
      state: 'launched',
      launch_choice: 'A',
      launch_push_id: 'l',
      launch_info: { percent: 50, recipient_count: 39_990 },
      launch: { key: 'A', id: 'l', push_sends: 39_980, push_opens: 1_999, open_rate: 5 },
    });
    const { finishedAt: _, ...waits } = push('l', 0, 0, { state: 'scheduled' }).pushed;
    expect(report(variants, { launch }, { pushed: waits, status: {} }).launch_info).toEqual({ percent: 50, recipient_count: 40_001 });
  });

  it('warns of groups whose sizes are no accident, beside the other warnings', () => {
    expect(report([push('a', 5_200, 300), push('b', 4_800, 280)])).toMatchObject({ warning: 'srm', warnings: [{ code: 'oldSdk' }] });
    expect(report([push('a', 5_100, 300), push('b', 4_900, 280)])).not.toHaveProperty('warning');
  });

  it('has up to ten groups', () => {
    const ids = [...'abcdefghij'];
    const variants = ids.map((id, index) => ({ key: id.toUpperCase(), push: id, index }));
    const seen = report(
      ids.map((id, index) => push(id, 10_000, 300 + index)),
      { variants },
    );
    expect(seen.groups.map(({ key, id }) => [key, id])).toEqual(variants.map(({ key, push: id }) => [key, id]));
    expect([seen.group_a?.id, seen.group_b?.id]).toEqual(['a', 'b']);
  });

  it.each([
    ['canceled', ['canceled', 'canceled']],
    ['paused', ['paused', 'running']],
    ['scheduled', ['scheduled', 'pending']],
    ['running', ['succeeded', 'running']],
  ] as const)('says how it goes: %s', (state, [a, b]) => {
    expect(report([push('a', 0, 0, { state: a }), push('b', 0, 0, { state: b })]).state).toBe(state);
  });

  it('is told to marketers as a text', () => {
    const local = { kind: 'local', wall: '2026-12-26T18:00:00.000' } as const;
    const seen = { experiment: EXPERIMENT, variants: [push('a', 20_000, 600), push('b', 20_000, 1_000)], launched: undefined };
    const { report: shown, standing } = reportOf(seen, NOW);
    const text = reportText(descriptionOf(shown), standing);
    expect(text).toMatch(/^A {6}Text of a {2}2026-12-26 09:00 UTC {2}20,000 {5}600 /m);
    expect(text).toMatch(/^B \* {4}Text of b /m);
    expect(text).toContain('Warning: Old SDKs.');
    const [variant] = seen.variants;
    const inZones = { ...variant!, status: { ...variant!.status, pushTime: local.wall, payload: '{"alert":{"title":"T"}}' } };
    const described = descriptionOf(reportOf({ ...seen, variants: [inZones, inZones] }, NOW).report);
    expect(described.groups[0]).toEqual({ message: 'T', sentAt: '2026-12-26 18:00 local' });
  });
});
