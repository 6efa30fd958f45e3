import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectAccounted, storeDevices, token, type Status } from '../../e2e/push/push-deployment.ts';
import { startTimedDeployment, type TimedDeployment } from './push-time.ts';

/** Three pages, the last one not full. */
const DEVICES = 1_101;
const NOBODY = { missing: [], repeated: [], strangers: 0 };

describe('the two pushes after which the status of Parse Server 9.10 says "running" for ever', () => {
  let time: TimedDeployment;
  beforeAll(async () => {
    time = await startTimedDeployment({ start: '2026-05-01T12:00:00Z' });
  });
  afterAll(() => time?.close());
  beforeEach(async () => {
    time.simulators.apns.change({ reset: true });
    await (await time.parlance.database()).collection('_Installation').deleteMany({});
    await storeDevices(time.parlance, DEVICES, (number) => ({
      badge: number,
      localeIdentifier: ['fr-FR', 'fr_CA', 'en-US', undefined][number % 4],
    }));
  });

  const numbers = Array.from({ length: DEVICES }, (_, number) => number);
  /** The view of a push again and again until its end. */
  async function watched(id: string): Promise<readonly Status[]> {
    const seen: Status[] = [];
    await expect
      .poll(
        async () => {
          seen.push(await time.status(id));
          return seen.at(-1)?.status;
        },
        { interval: 20, timeout: 20_000 },
      )
      .toMatch(/^(succeeded|failed|canceled)$/);
    return seen;
  }

  it('T6 anchor 4a PSH-26 I1: languages, badges and a slow provider: it succeeds, and what is left to do is never less than nothing', async () => {
    time.simulators.apns.change({ behaviours: { latency: { kind: 'fixed', ms: 60 } } });
    const data = { alert: 'hello', 'alert-fr': 'bonjour', 'alert-fr-CA': 'allo', badge: 'Increment' };
    const id = await time.send({ where: {}, data });
    const seen = await watched(id);
    for (const [at, status] of seen.entries()) {
      expectAccounted(status);
      if (typeof status['count'] === 'number') expect([0, 1]).toContain(status['count']);
      expect(status.numSent).toBeGreaterThanOrEqual(seen[at - 1]?.numSent ?? 0);
    }
    const progression = ['pending', 'running', 'succeeded'];
    expect(seen.map(({ status }) => progression.indexOf(status))).toEqual(seen.map(({ status }) => progression.indexOf(status)).toSorted());
    expect(seen.some(({ status, numSent }) => status === 'running' && numSent < DEVICES)).toBe(true);
    const end = seen.at(-1);
    expect(end).toMatchObject({ status: 'succeeded', numTargeted: DEVICES, numSent: DEVICES, sentPerType: { ios: DEVICES } });
    const of = (rest: number) => numbers.filter((number) => number % 4 === rest).length;
    expect(end?.['sentPerLocale']).toEqual({ fr: of(0), 'fr-ca': of(1), default: of(2) + of(3) });
    expect(end).not.toHaveProperty('count');
    expect(time.simulators.apns.journal.coverage(id, numbers.map(token))).toEqual(NOBODY);
    const badges = time.deliveries(id).map(({ token: to, payload }) => [to, (payload['aps'] as { badge: number }).badge] as const);
    expect(Object.fromEntries(badges)).toEqual(Object.fromEntries(numbers.map((number) => [token(number), number + 1])));
  });

  it('T5 anchor 4b PSH-22 I3: tokens that are removed while it is sent: nobody behind them is passed over, and it succeeds', async () => {
    const dead = numbers.filter((number) => number % 3 === 0);
    time.simulators.apns.change({ scripts: [{ tokens: dead.map(token), fates: ['Unregistered'] }] });
    const id = await time.send({ where: {}, data: { alert: 'hi' } });
    const end = await time.ended(id);
    expectAccounted(end);
    const living = numbers.filter((number) => number % 3 !== 0);
    expect(end).toMatchObject({
      ...{ status: 'succeeded', numTargeted: DEVICES, numSent: living.length, numFailed: dead.length },
      failedPerReason: { Unregistered: dead.length },
    });
    expect(end).not.toHaveProperty('count');
    expect(time.simulators.apns.journal.coverage(id, living.map(token))).toEqual(NOBODY);
    const installations = (await time.parlance.database()).collection('_Installation');
    expect(await installations.countDocuments({ deviceToken: { $exists: true } })).toBe(living.length);
    const next = await time.send({ where: {}, data: { alert: 'to those who are left' } });
    expect(await time.ended(next)).toMatchObject({ status: 'succeeded', numTargeted: living.length, numSent: living.length });
  });
});
