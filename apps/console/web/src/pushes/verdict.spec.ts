import { describe, expect, it } from 'vitest';
import type { Report } from './queries.ts';
import { verdictOf } from './verdict.ts';

const group = (key: string, opened: number): Report['groups'][number] => ({
  ...{ key, id: key, payload: '{}', sendTime: '2026-12-26T09:00:00.000Z', state: 'succeeded', targeted: 100 },
  ...{ sent: 100, opened, openRate: opened, interval: { lo: 0, hi: 1 } },
});
const judged = (more: Partial<Report>, opens: readonly [number, number] = [3, 5]): Parameters<typeof verdictOf>[0] => ({
  state: 'running',
  winner: null,
  soFar: { leader: 'B', behind: 'A', difference: 2, interval: { lo: -1, hi: 5 } },
  groups: [group('A', opens[0]), group('B', opens[1])],
  ...more,
});
const timeOf = (iso: string) => `<${iso}>`;

describe('the verdict on an experiment', () => {
  it('EXP-08 names the winner in a sentence, and the difference that can be expected', () => {
    const winner = { key: 'B', over: 'A', lo: 1.615, hi: 2.389 };
    expect(verdictOf(judged({ winner }), timeOf)).toEqual([
      'Version B is opened more often.',
      'If you send both again, expect B to be opened 1.61 to 2.39 percentage points more often than A.',
    ]);
  });

  it('EXP-08 says that there is not enough data yet, why, and until when waiting is of use', () => {
    expect(verdictOf(judged({ undecided: { reason: 'too-early', until: '10:00' } }), timeOf)).toEqual([
      'Not enough data yet to name a winner.',
      'Most people open a message later.',
      'The first look is taken at <10:00>.',
      'So far B is 2.00 percentage points ahead of A (likely -1.00 to 5.00 percentage points).',
    ]);
    expect(verdictOf(judged({ undecided: { reason: 'no-difference' } }), timeOf)[2]).toContain('waiting longer will hardly change');
  });

  it('EXP-18 makes nothing of equal rates of 0 %', () => {
    const soFar = { leader: 'A', behind: 'B', difference: 0, interval: null };
    expect(verdictOf(judged({ undecided: { reason: 'too-few-sent' }, soFar }, [0, 0]), timeOf)).toHaveLength(2);
    expect(verdictOf(judged({ undecided: { reason: 'too-few-sent' }, soFar }, [1, 1]), timeOf)[2]).toBe(
      'So far A and B are opened equally often.',
    );
  });
});
