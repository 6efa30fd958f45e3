import type { push } from '@parlance/contracts';
import type { Outcome } from '@parlance/push';
import { describe, expect, it } from 'vitest';
import type { Fate } from './book.ts';
import type { Prepared } from './delivery.ts';
import { NO_BUDGET } from './flow/budget.ts';
import { CredentialWay } from './flow/way.ts';
import { sendSlice } from './send-slice.ts';

const NOW = 1_000_000;

function preparedFor(id: string, hasOthers = false): Prepared {
  const target = { objectId: id, deviceType: 'ios', deviceToken: `token-${id}` };
  const message = () => ({ provider: 'apns', pushId: 'p', installation: id, to: `token-${id}`, payload: '{}' }) as const;
  return { target, credential: 'c', hasBadge: false, hasOthers, message };
}

async function fateOf(outcome: Outcome | Error, policy: push.PushPolicy = 'at_most_once', attempts = 0, hasOthers = false) {
  const send = () => (outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve([outcome]));
  const provider = { send, close: () => Promise.resolve() };
  const clock = { now: () => new Date(NOW) };
  const way = new CredentialWay({ name: 'apns', provider, budget: NO_BUDGET, clock });
  const delivery = { way: (name: string) => (name === 'c' ? way : undefined) };
  const claim = { partition: 'x', policy, endsAt: NOW + 60_000, lane: 'fast', leaseMs: 60_000 } as const;
  const sending = { delivery, claim, badges: {}, now: () => NOW };
  const { fates, dead } = await sendSlice([preparedFor('a', hasOthers)], { ...sending, attempts: new Map([['a', attempts]]) });
  return { fate: fates.get('a'), dead };
}

describe('the fate of an installation', () => {
  it.each<[string, Outcome | Error, Fate]>([
    ['sent', { kind: 'sent' }, { kind: 'sent', type: 'ios' }],
    ['dead', { kind: 'dead', reason: 'Unregistered' }, { kind: 'failed', type: 'ios', reason: 'Unregistered' }],
    ['refused', { kind: 'refused', reason: 'BadTopic' }, { kind: 'failed', type: 'ios', reason: 'BadTopic' }],
    ['PSH-27 beyond the quota of a day', { kind: 'refused', reason: 'quota' }, { kind: 'skipped', reason: 'quota' }],
    [
      'a credential that is not accepted',
      { kind: 'authError', reason: 'secret words' },
      { kind: 'failed', type: 'ios', reason: 'authError' },
    ],
    ['too large', { kind: 'tooLarge' }, { kind: 'failed', type: 'ios', reason: 'tooLarge' }],
    ['I2 unknown', { kind: 'unknown', reason: 'timeout' }, { kind: 'unknown' }],
    ['I2 a provider that breaks', new Error('broken'), { kind: 'unknown' }],
    ['a wait beyond the expiry', { kind: 'retry', reason: 'busy', afterMs: 90_000 }, { kind: 'skipped', reason: 'expired' }],
  ])('%s', async (_, outcome, expected) => {
    expect((await fateOf(outcome)).fate).toEqual(expected);
  });

  it('PSH-27 is noted until midnight where the channel has had its messages of the day', async () => {
    const { dead } = await fateOf({ kind: 'refused', reason: 'quota' });
    expect(dead).toEqual([{ objectId: 'a', to: 'token-a', provider: 'apns', reason: 'quota', until: 86_400_000 }]);
    expect((await fateOf({ kind: 'refused', reason: 'other' })).dead).toEqual([]);
  });

  it('is tried again while attempts are left, and then failed', async () => {
    const busy: Outcome = { kind: 'retry', reason: 'ServiceUnavailable' };
    const { fate } = await fateOf(busy);
    expect(fate).toMatchObject({ kind: 'again', attempt: 1, reason: 'ServiceUnavailable' });
    expect((fate as { at: number }).at).toBeGreaterThan(NOW);
    expect((await fateOf(busy, 'at_most_once', 5)).fate).toEqual({ kind: 'failed', type: 'ios', reason: 'ServiceUnavailable' });
  });

  it('is tried again under at_least_once where nobody knows the outcome, and at the next address where the first is dead', async () => {
    expect((await fateOf({ kind: 'unknown', reason: 'timeout' }, 'at_least_once')).fate).toMatchObject({ kind: 'again', attempt: 1 });
    const { fate, dead } = await fateOf({ kind: 'dead', reason: 'Gone', at: 5 }, 'at_most_once', 0, true);
    expect(fate).toMatchObject({ kind: 'again', at: NOW });
    expect(dead).toEqual([{ objectId: 'a', to: 'token-a', provider: 'apns', reason: 'Gone', at: 5 }]);
  });
});
