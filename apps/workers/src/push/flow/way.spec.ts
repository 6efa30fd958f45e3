import type { Message, Outcome } from '@parlance/push';
import { describe, expect, it } from 'vitest';
import { NO_BUDGET, type Budget } from './budget.ts';
import { CredentialWay } from './way.ts';

const signal = new AbortController().signal;
const messages = (count: number, to = (number: number) => `token-${number}`): Message[] =>
  Array.from({ length: count }, (_, number) => ({
    provider: 'fcm',
    pushId: 'p',
    installation: `i${number}`,
    to: to(number),
    payload: '{}',
  }));

/** A way to a provider that gives each message the same outcome. */
function wayTo(outcome: () => Outcome | Error, budget: Budget = NO_BUDGET) {
  let now = 1_000_000;
  const handed: string[] = [];
  const provider = {
    load: { inFlight: 0, waiting: 0, window: 100 },
    send: (some: readonly Message[]) => {
      handed.push(...some.map(({ to }) => to));
      const one = outcome();
      return one instanceof Error ? Promise.reject(one) : Promise.resolve(some.map(() => one));
    },
    close: () => Promise.resolve(),
  };
  const way = new CredentialWay({ name: 'fcm', provider, budget, clock: { now: () => new Date(now) } });
  const send = async (some: readonly Message[]) => {
    const admission = await way.admit(some.length, 'fast', 10);
    return { ...admission, outcomes: await admission.send(some.slice(0, admission.admitted), signal) };
  };
  return { way, send, handed, now: () => now, pass: (ms: number) => void (now += ms) };
}

describe('the way to the devices of a credential', () => {
  it('T7 is left alone for half a minute when its provider fails at most messages, and then tried by ten', async () => {
    let outcome: Outcome = { kind: 'retry', reason: 'ServiceUnavailable' };
    const { way, send, handed, now, pass } = wayTo(() => outcome);
    expect((await send(messages(100))).outcomes).toHaveLength(100);
    expect(way.breaker).toBe('open');
    const held = await way.admit(100, 'fast', 10);
    expect([held.admitted, held.isSick, held.until - now()]).toEqual([0, true, 30_000]);
    pass(30_000);
    outcome = { kind: 'sent' };
    const probes = await send(messages(100));
    expect([probes.admitted, probes.isSick, probes.outcomes.length]).toEqual([10, true, 10]);
    expect(way.breaker).toBe('closed');
    expect((await send(messages(100))).admitted).toBe(100);
    expect(handed).toHaveLength(210);
    await way.close();
  });

  it('takes complaints about its rate for no failures: the budget is slowed down', async () => {
    let slowed = 0;
    const { way, send } = wayTo(() => ({ kind: 'retry', reason: 'QUOTA_EXCEEDED', throttled: true }), {
      ...NO_BUDGET,
      slowDown: () => void (slowed += 1),
    });
    await send(messages(100));
    await send(messages(100));
    expect([way.breaker, slowed]).toEqual(['closed', 2]);
    await way.close();
  });

  it('ends with the first answer that its credential is not accepted: nothing more is sent', async () => {
    const { way, send, handed } = wayTo(() => ({ kind: 'authError', reason: 'InvalidProviderToken' }));
    await send(messages(3));
    expect(way.refusal).toBe('InvalidProviderToken');
    const { outcomes } = await send(messages(2));
    expect(outcomes).toEqual([0, 1].map(() => ({ kind: 'authError', reason: 'InvalidProviderToken' })));
    expect(handed).toHaveLength(3);
    await way.close();
  });

  it('goes on where FCM finds the key for Apple devices bad, which others do without', async () => {
    const { way, send, handed } = wayTo(() => ({ kind: 'authError', reason: 'THIRD_PARTY_AUTH_ERROR' }));
    await send(messages(3));
    await send(messages(3));
    expect([way.refusal, handed.length]).toEqual([undefined, 6]);
    await way.close();
  });

  it('gives one device ten messages a second, and puts the others off', async () => {
    const { way, send, handed, pass } = wayTo(() => ({ kind: 'sent' }));
    const { outcomes } = await send([...messages(12, () => 'one-token'), ...messages(1, () => 'another-token')]);
    expect(outcomes.map(({ kind }) => kind)).toEqual([...Array<string>(10).fill('sent'), 'deferred', 'deferred', 'sent']);
    expect(handed).toHaveLength(11);
    pass(1_000);
    expect((await send(messages(2, () => 'one-token'))).outcomes.map(({ kind }) => kind)).toEqual(['sent', 'sent']);
    await way.close();
  });

  it('I6 holds large pushes up while two windows of messages are under way, and small ones not', async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const provider = {
      load: { inFlight: 0, waiting: 0, window: 100 },
      send: async (some: readonly Message[]) => {
        await answered;
        return some.map((): Outcome => ({ kind: 'sent' }));
      },
      close: () => Promise.resolve(),
    };
    const way = new CredentialWay({ name: 'apns', provider, budget: NO_BUDGET, clock: { now: () => new Date(0) } });
    const first = [await way.admit(100, 'bulk', 10), await way.admit(100, 'bulk', 10)];
    expect([way.isCrowded, first.map(({ admitted }) => admitted)]).toEqual([true, [100, 100]]);
    expect(await way.admit(100, 'bulk', 10)).toMatchObject({ admitted: 0, isSick: false });
    expect(await way.admit(10, 'fast', 10)).toMatchObject({ admitted: 10 });
    const waiting = way.admit(100, 'bulk', 60_000);
    const sent = first.map((admission) => admission.send(messages(100), signal));
    answer();
    await Promise.all(sent);
    expect(await waiting).toMatchObject({ admitted: 100 });
    await way.close();
  });

  it('never fails: what a broken adapter may have sent is unknown', async () => {
    const { way, send } = wayTo(() => new Error('with a token in it'));
    expect((await send(messages(1))).outcomes).toEqual([{ kind: 'unknown', reason: 'providerFailed' }]);
    await way.close();
  });
});
