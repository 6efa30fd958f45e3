import { webPushSubscription, wnsChannel } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectAccounted, storeDevices, token } from '../../e2e/push/push-deployment.ts';
import { startTimedDeployment, type TimedDeployment } from './push-time.ts';

const HOUR_MS = 3_600_000;
/** Four slices, of which each takes the simulator a while. */
const DEVICES = 350;
const SLICE = 100;
const SLICE_MS = 250;
const data = { alert: 'hi' };

describe('T9 pushes that end or stop while they are sent by a slow provider', () => {
  let time: TimedDeployment;
  beforeAll(async () => {
    time = await startTimedDeployment({ start: '2026-05-01T12:00:00Z' });
    await storeDevices(time.parlance, DEVICES);
  });
  afterAll(() => time?.close());
  beforeEach(() => time.simulators.apns.change({ reset: true, behaviours: { latency: { kind: 'fixed', ms: SLICE_MS } } }));
  /** A push of which something is handed over after its end would show itself beside the next one. */
  afterEach(async () => {
    const before = time.simulators.apns.journal.length;
    await time.ended(await time.send({ where: { objectId: 'device000000' }, data }));
    expect(time.simulators.apns.journal.length).toBe(before + 1);
  });

  const journal = () => time.simulators.apns.journal;
  const control = (id: string, step: string) => time.parlance.masterRest('POST', `/push/${id}/${step}`);

  it('I1 I7 PSH-16 expire: the rest is counted so, and gets nothing', async () => {
    const id = await time.send({ where: {}, data, expiration_interval: 3_600 });
    await journal().waitFor(SLICE);
    time.clock.move(HOUR_MS);
    const status = await time.ended(id);
    expectAccounted(status);
    expect(status).toMatchObject({ status: 'succeeded', numTargeted: DEVICES, numSent: journal().length, numFailed: 0, numUnknown: 0 });
    expect(status['skippedPerReason']).toEqual({ expired: DEVICES - journal().length });
    expect(journal().length).toBeLessThan(DEVICES);
  });

  it('I1 I7 expire: devices that wait for another attempt count as expired', async () => {
    const busy = [5, 6, 7].map(token);
    time.simulators.apns.change({ scripts: [{ tokens: busy, fates: ['ServiceUnavailable'], retryAfterSeconds: 600 }] });
    const id = await time.send({ where: {}, data, expiration_interval: 3_600 });
    await journal().waitFor(DEVICES - busy.length);
    time.clock.move(HOUR_MS);
    const status = await time.ended(id);
    expectAccounted(status);
    expect(status).toMatchObject({ status: 'succeeded', numSent: DEVICES - 3, skippedPerReason: { expired: 3 } });
  });

  it('I1 I7 are canceled: no further slice begins, and the rest is not counted', async () => {
    const id = await time.send({ where: {}, data });
    await journal().waitFor(SLICE);
    expect((await control(id, 'cancel')).status).toBe(200);
    const sent = journal().length;
    const status = await time.ended(id);
    expectAccounted(status);
    expect(status).toMatchObject({ status: 'canceled', numTargeted: journal().length, numSent: journal().length });
    expect(journal().length - sent).toBeLessThan(SLICE); // of the slice that was under way
    expect(status).not.toHaveProperty('count');
  });

  it('I1 I7 are canceled: devices that wait for another attempt are counted as skipped', async () => {
    time.simulators.apns.change({ scripts: [{ tokens: [token(5)], fates: ['ServiceUnavailable'], retryAfterSeconds: 600 }] });
    const id = await time.send({ where: {}, data });
    await journal().waitFor(DEVICES - 1);
    expect((await control(id, 'cancel')).status).toBe(200);
    const status = await time.ended(id);
    expectAccounted(status);
    expect(status).toMatchObject({ status: 'canceled', numSent: DEVICES - 1, skippedPerReason: { canceled: 1 } });
  });

  it('I1 I2 are paused: nothing is sent until somebody goes on, and then everybody once', async () => {
    const id = await time.send({ where: {}, data });
    await journal().waitFor(SLICE);
    expect((await control(id, 'pause')).status).toBe(200);
    const partitions = (await time.parlance.pushDatabase()).collection('partitions');
    await expect.poll(async () => (await partitions.findOne({ push: `test.${id}` }))?.['state'] as unknown).toBe('ready');
    const sent = journal().length;
    await expect.poll(async () => (await time.status(id)).numSent).toBe(sent);
    await time.advance(HOUR_MS);
    expect([(await time.status(id)).status, journal().length < DEVICES, journal().length]).toEqual(['paused', true, sent]);
    expect((await control(id, 'resume')).status).toBe(200);
    const status = await time.ended(id);
    expectAccounted(status);
    expect(status).toMatchObject({ status: 'succeeded', numTargeted: DEVICES, numSent: DEVICES });
    const all = Array.from({ length: DEVICES }, (_, number) => token(number));
    expect(journal().coverage(id, all)).toEqual({ missing: [], repeated: [], strangers: 0 });
  });
});

describe('T17 PSH-16 the time that is left', () => {
  let time: TimedDeployment;
  beforeAll(async () => {
    time = await startTimedDeployment({ start: '2026-05-01T12:00:00Z', unconfigured: [] });
  });
  afterAll(() => time?.close());

  it('is told to each provider in its own words, also when it is sent late', async () => {
    const { apns, fcm, wns, webPush } = time.simulators;
    await storeDevices(time.parlance, 4, (number) => ({
      deviceType: ['ios', 'android', 'winrt', 'web'][number],
      ...[
        {},
        { deviceToken: 'android-token' },
        { deviceToken: undefined, channelUris: [wnsChannel(wns.url, 'windows')] },
        { deviceToken: JSON.stringify(webPushSubscription(webPush, 'browser')) },
      ][number],
    }));
    const facts = () => [apns, fcm, wns, webPush].map(({ journal }) => journal.recent().map((delivery) => delivery.facts));
    const push_time = new Date(time.clock.now().getTime() + HOUR_MS).toISOString();
    const dueSeconds = Date.parse(push_time) / 1_000;
    const id = await time.send({ where: {}, data, push_time, expiration_interval: 5_400 });
    await time.advance(HOUR_MS + HOUR_MS / 2); // half an hour late: an hour is left
    expect(await time.ended(id)).toMatchObject({ numSent: 4 });
    expect(facts()).toEqual([
      [expect.objectContaining({ 'apns-expiration': String(dueSeconds + 5_400) })],
      [expect.objectContaining({ ttl: '3600s' })],
      [expect.objectContaining({ 'x-wns-ttl': '3600' })],
      [expect.objectContaining({ ttl: '3600' })],
    ]);
  });
});

describe('I1 a push that fails in the middle', () => {
  const FIRST = 250;
  let time: TimedDeployment;
  beforeAll(async () => {
    time = await startTimedDeployment({ start: '2026-05-01T12:00:00Z' });
    await storeDevices(time.parlance, FIRST + 1, (number) => ({ timeZone: number < FIRST ? 'America/New_York' : 'America/Los_Angeles' }));
  });
  afterAll(() => time?.close());

  it('has failed when its workers have settled what they were sending: its counts are exact', async () => {
    const { journal } = time.simulators.apns;
    time.simulators.apns.change({ behaviours: { latency: { kind: 'fixed', ms: SLICE_MS } } });
    const id = await time.send({ where: {}, data, push_time: '2026-05-02T09:00:00' });
    await time.advanceTo('2026-05-02T13:00:00Z');
    await journal.waitFor(SLICE);
    // As if its query had become one that nobody may ask.
    await (
      await time.parlance.pushDatabase()
    )
      .collection('pushes')
      .updateOne({ _id: `test.${id}` as never }, { $set: { where: '{"a":{"$bad":1}}' } });
    time.clock.move(3 * HOUR_MS);
    const status = await time.ended(id);
    expectAccounted(status);
    expect(status).toMatchObject({ status: 'failed', errorMessage: { code: 107 }, numSent: journal.length, numUnknown: 0 });
    expect(journal.length).toBeLessThan(FIRST);
    expect(time.deliveries(id)).toHaveLength(journal.length);
  });
});
