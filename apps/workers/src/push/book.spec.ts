import { push } from '@parlance/contracts';
import { describe, expect, it } from 'vitest';
import { booked, recovered, withoutRetries, type Fate } from './book.ts';

const sum = (numbers: Readonly<Record<string, number>>) => Object.values(numbers).reduce((all, n) => all + n, 0);
const isAccounted = ({ counts }: push.PushWork) =>
  counts.targeted === sum(counts.sent) + sum(counts.failed) + sum(counts.skipped) + counts.unknown;

const slice: push.PushSlice = { upper: 'd', ids: ['a', 'b', 'c', 'd'], skipped: { noToken: 2 } };
const announced: push.PushWork = { ...push.NO_PUSH_WORK, slices: [slice] };
const fates = new Map<string, Fate>([
  ['a', { kind: 'sent', type: 'ios', locale: 'fr' }],
  ['b', { kind: 'failed', type: 'android', reason: 'UNREGISTERED' }],
  ['c', { kind: 'again', attempt: 1, at: 5_000, reason: 'ServiceUnavailable' }],
]);

describe('the books of a partition', () => {
  it('I1 count each installation once, when its fate is final', () => {
    const after = booked(announced, slice, fates);
    expect(after).toEqual({
      cursor: 'd',
      counts: {
        ...push.NO_PUSH_COUNTS,
        targeted: 5,
        sent: { ios: 1 },
        failed: { android: 1 },
        failedReason: { UNREGISTERED: 1 },
        skipped: { noToken: 2 },
        unknown: 1, // nothing is known of d
        locale: { fr: 1 },
      },
      slices: [],
      retries: [{ id: 'c', attempt: 1, notBefore: 5_000, reason: 'ServiceUnavailable' }],
    });
    expect(isAccounted(after)).toBe(true);
    const again: push.PushSlice = { ids: ['c'], skipped: {} };
    const end = booked({ ...after, slices: [again] }, again, new Map([['c', { kind: 'sent', type: 'ios' }]]));
    expect(end).toMatchObject({ cursor: 'd', retries: [], slices: [], counts: { targeted: 6, sent: { ios: 2 }, unknown: 1 } });
    expect(isAccounted(end)).toBe(true);
  });

  it('I2 book what a lost worker may have sent as unknown, and try nobody of it again', () => {
    const second: push.PushSlice = { upper: 'f', ids: ['e', 'f'], skipped: { duplicate: 1 } };
    const taken = recovered({ ...announced, slices: [slice, second] }, 'at_most_once', 7);
    expect(taken).toMatchObject({ cursor: 'f', slices: [], retries: [], counts: { unknown: 6, targeted: 9 } });
    expect(taken.counts.skipped).toEqual({ noToken: 2, duplicate: 1 });
    expect(isAccounted(taken)).toBe(true);
  });

  it('try everybody of it again under at_least_once, and count nobody twice', () => {
    const taken = recovered(announced, 'at_least_once', 7);
    expect(taken.cursor).toBe('d');
    expect(taken.retries).toEqual(['a', 'b', 'c', 'd'].map((id) => ({ id, attempt: 1, notBefore: 7, reason: 'workerLost' })));
    expect(taken.counts).toEqual({ ...push.NO_PUSH_COUNTS, targeted: 2, skipped: { noToken: 2 } });
  });

  it('keep the attempts of retries that a lost worker has announced, and the position', () => {
    const retry = { id: 'c', attempt: 3, notBefore: 1, reason: 'x' };
    const work: push.PushWork = { ...push.NO_PUSH_WORK, cursor: 'd', retries: [retry], slices: [{ ids: ['c'], skipped: {} }] };
    expect(recovered(work, 'at_least_once', 9)).toMatchObject({ cursor: 'd', retries: [{ id: 'c', attempt: 3, notBefore: 9 }] });
    expect(recovered(work, 'at_most_once', 9)).toMatchObject({ cursor: 'd', retries: [], counts: { unknown: 1, targeted: 1 } });
  });

  it('end with every retry skipped when the push is canceled', () => {
    const retry = { id: 'c', attempt: 1, notBefore: 1, reason: 'x' };
    const end = withoutRetries({ ...announced, retries: [retry] }, 'canceled');
    expect(end).toMatchObject({ slices: [], retries: [], counts: { targeted: 1, skipped: { canceled: 1 } } });
  });

  it('take names that objects inherit for keys like all others', () => {
    const odd = booked(announced, slice, new Map([['a', { kind: 'failed', type: 'ios', reason: '__proto__' }]]));
    expect(Object.hasOwn(odd.counts.failedReason, '__proto__')).toBe(true);
    expect(isAccounted(odd)).toBe(true);
  });
});
