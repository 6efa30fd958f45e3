import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeDevices, token } from '../../e2e/push/push-deployment.ts';
import { startTimedDeployment, type TimedDeployment } from './push-time.ts';

const DEVICES = 400;
/** Messages a second. */
const RATE = 10;
/** Seconds whose messages may go at once. */
const BURST = 3;

describe('PSH-29 a push whose sender limits its rate, by the clock', () => {
  let deployment: TimedDeployment;
  beforeAll(async () => {
    deployment = await startTimedDeployment({ start: '2026-05-01T12:00:00Z' });
    await storeDevices(deployment.parlance, DEVICES);
  });
  afterAll(() => deployment?.close());

  it('goes to so many devices a minute, and keeps no worker waiting', async () => {
    const id = await deployment.send({ where: {}, data: { alert: 'slowly' }, options: { maxRate: RATE * 60 } });
    const sent = () => deployment.deliveries(id).length;
    const partitions = (await deployment.parlance.pushDatabase()).collection('partitions');
    /** No worker has the partition, and none may take it yet; or it is done. */
    const waits = async (): Promise<boolean> => {
      const partition = await partitions.findOne({ push: `test.${id}` });
      return partition?.['state'] === 'done' || (partition?.['state'] === 'ready' && partition['notBefore'] > deployment.clock.now());
    };
    await expect.poll(waits, { timeout: 20_000 }).toBe(true);
    expect(sent()).toBe(RATE * BURST);
    let seconds = 0;
    for (; sent() < DEVICES && seconds < 120; seconds++) {
      await deployment.advance(1_000);
      await expect.poll(waits, { timeout: 20_000 }).toBe(true);
      expect(sent()).toBeLessThanOrEqual(RATE * (BURST + seconds + 1));
    }
    expect(await deployment.ended(id)).toMatchObject({ status: 'succeeded', numSent: DEVICES });
    const needed = DEVICES / RATE - BURST;
    expect(seconds).toBeGreaterThanOrEqual(needed);
    expect(seconds).toBeLessThanOrEqual(needed * 1.1);
    expect(
      deployment.simulators.apns.journal.coverage(
        id,
        Array.from({ length: DEVICES }, (_, number) => token(number)),
      ),
    ).toEqual({
      missing: [],
      repeated: [],
      strangers: 0,
    });
  });

  it('counts no message of others: one without a limit is sent at once meanwhile', async () => {
    const slow = await deployment.send({ where: {}, data: { alert: 'slowly' }, options: { maxRate: 60 } });
    const fast = await deployment.send({ where: {}, data: { alert: 'at once' } });
    expect(await deployment.ended(fast)).toMatchObject({ numSent: DEVICES });
    await expect.poll(() => deployment.deliveries(slow).length).toBe(BURST);
    expect((await deployment.parlance.masterRest('POST', `/push/${slow}/cancel`)).status).toBe(200);
    expect(await deployment.ended(slow)).toMatchObject({ status: 'canceled', numSent: BURST });
  });
});
