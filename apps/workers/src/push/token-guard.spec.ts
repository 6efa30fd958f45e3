import type { data, push } from '@parlance/contracts';
import { judgeTokens, tallied, type TokenTally } from '@parlance/push';
import { describe, expect, it } from 'vitest';
import { TokenGuard } from './token-guard.ts';

const dead = (reason: string, count: number): data.DeadToken[] =>
  Array.from({ length: count }, (_, number) => ({ objectId: `${reason}${number}`, to: 't', provider: 'apns', reason }));

/** The service that keeps the push: it adds the answers of all workers. */
function keeper() {
  let [tally, round]: [TokenTally, number] = [{ seen: 0, bad: 0 }, 0];
  const asked: TokenTally[] = [];
  const services = {
    judgeTokens: (answers: Omit<push.JudgeTokensRequest, 'partition'>): Promise<push.JudgedTokens> => {
      asked.push({ seen: answers.seen, bad: answers.bad });
      if (answers.round !== round) return Promise.resolve({ verdict: 'misconfigured', round });
      tally = tallied(tally, answers);
      const verdict = judgeTokens(tally, answers.isWhole);
      if (verdict === 'misconfigured') [tally, round] = [{ seen: 0, bad: 0 }, round + 1];
      return Promise.resolve({ verdict, round });
    },
  };
  return { services, asked };
}

describe('PSH-22 the bad tokens of a push', () => {
  it('are dead once the first 200 answers are all right, and none before', async () => {
    const { services } = keeper();
    const guard = new TokenGuard();
    expect(await guard.judge({ dead: dead('BadDeviceToken', 5), answers: 100 }, services)).toEqual([]);
    expect(await guard.judge({ dead: dead('Unregistered', 1), answers: 50 }, services)).toHaveLength(1);
    const now = await guard.judge({ dead: [...dead('DeviceTokenNotForTopic', 2), ...dead('Unregistered', 1)], answers: 100 }, services);
    expect(now.map(({ reason }) => reason).sort()).toEqual([
      ...[...Array<string>(5).fill('BadDeviceToken'), ...Array<string>(2).fill('DeviceTokenNotForTopic'), 'Unregistered'],
    ]);
    expect(await guard.judge({ dead: dead('BadDeviceToken', 90), answers: 100 }, services)).toHaveLength(90);
  });

  it('are not dead when they are too many, whichever workers have met them', async () => {
    const { services } = keeper();
    const [one, other] = [new TokenGuard(), new TokenGuard()];
    expect(await one.judge({ dead: dead('BadDeviceToken', 25), answers: 100 }, services)).toEqual([]);
    expect(await other.judge({ dead: dead('BadDeviceToken', 16), answers: 100 }, services)).toEqual([]);
    expect(await one.judge({ dead: dead('BadDeviceToken', 1), answers: 100 }, services)).toEqual([]);
    expect([await one.end(services), await other.end(services)]).toEqual([[], []]);
  });

  it('are judged anew when the push goes on after a pause; those of before it say nothing', async () => {
    const { services } = keeper();
    const [one, other] = [new TokenGuard(), new TokenGuard()];
    await one.judge({ dead: dead('BadDeviceToken', 10), answers: 100 }, services);
    await other.judge({ dead: dead('BadDeviceToken', 31), answers: 100 }, services);
    one.follow({ round: 1, passed: false });
    expect(await one.judge({ dead: dead('BadDeviceToken', 1), answers: 200 }, services)).toHaveLength(1);
  });

  it('cost a small push whose tokens are good no question', async () => {
    const { services, asked } = keeper();
    const guard = new TokenGuard();
    expect(await guard.judge({ dead: [], answers: 99 }, services)).toEqual([]);
    expect(await guard.end(services)).toEqual([]);
    expect(asked).toEqual([]);
    const another = new TokenGuard();
    await another.judge({ dead: dead('BadDeviceToken', 3), answers: 10 }, services);
    expect(await another.end(services)).toHaveLength(3);
  });
});
