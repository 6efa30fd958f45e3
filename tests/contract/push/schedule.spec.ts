import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { storeDevices, token } from '../../e2e/push/push-deployment.ts';
import { startTimedDeployment, type TimedDeployment } from './push-time.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DEVICES = 3;
const data = { alert: 'hi' };

describe.each([
  ['one replica', 'fused', {}],
  ['two replicas of push and workers', 'split', { push: 2, workers: 2 }],
] as const)('pushes for later, %s', (_, mode, replicas) => {
  let time: TimedDeployment;
  beforeAll(async () => {
    time = await startTimedDeployment({ start: '2026-05-01T12:00:00Z', mode, replicas });
  });
  afterAll(() => time?.close());
  beforeEach(async () => {
    await (await time.parlance.database()).collection('_Installation').deleteMany({});
    await storeDevices(time.parlance, DEVICES);
  });

  const at = (ms: number) => new Date(time.clock.now().getTime() + ms).toISOString();
  const tokens = (id: string) => time.deliveries(id).map((received) => received.token);
  const control = (id: string, step: string) => time.parlance.masterRest('POST', `/push/${id}/${step}`);
  const sendAfter = (ms: number, more: object = {}) => time.send({ where: {}, data, push_time: at(ms), ...more });

  it('PSH-15 PSH-19 PSH-26 I2 wait for their time, are sent once then, and to everybody who is there then', async () => {
    const id = await sendAfter(13 * DAY_MS);
    await time.advance(13 * DAY_MS - 1);
    expect([(await time.status(id)).status, tokens(id)]).toEqual(['scheduled', []]);
    await storeDevices(time.parlance, 1, () => ({ _id: 'late' as never, installationId: 'late', deviceToken: token(99) }));
    const due = at(1);
    await time.advance(1);
    expect(await time.ended(id)).toMatchObject({ status: 'succeeded', numSent: DEVICES + 1, pushTime: due });
    expect(tokens(id).toSorted()).toEqual([0, 1, 2, 99].map(token));
    expect(new Set(time.deliveries(id).map((received) => received.at))).toEqual(new Set([due]));
    await time.advance(DAY_MS);
    expect(tokens(id)).toHaveLength(DEVICES + 1);
  });

  it('PSH-17 T17 expire an interval after their push_time', async () => {
    const id = await sendAfter(HOUR_MS, { expiration_interval: 7 * 86_400 });
    const expected = Math.floor((time.clock.now().getTime() + HOUR_MS + 7 * DAY_MS) / 1_000);
    await time.advance(HOUR_MS);
    await time.ended(id);
    expect(time.deliveries(id).map(({ facts }) => Number(facts['apns-expiration']))).toEqual(
      Array.from({ length: DEVICES }, () => expected),
    );
  });

  // One leap of the clock is a time in which nobody looked after the push.
  it.each<[string, number, object, string, object]>([
    ['by less than 12 hours are sent late', 11 * HOUR_MS, {}, 'succeeded', { numSent: DEVICES }],
    ['by more have failed', 12 * HOUR_MS + 1, {}, 'failed', { errorMessage: { message: 'missed' }, numSent: 0 }],
    ['by more than their maxDelay have failed', 61_000, { options: { maxDelay: 60 } }, 'failed', { errorMessage: { message: 'missed' } }],
    ['by less than their maxDelay are sent late', 20 * HOUR_MS, { options: { maxDelay: 86_400 } }, 'succeeded', { numSent: DEVICES }],
    [
      'until they had expired have failed',
      2 * HOUR_MS,
      { expiration_interval: 3_600 },
      'failed',
      { errorMessage: { message: 'expired' }, numSent: 0 },
    ],
  ])('PSH-16 PSH-19 and are missed %s', async (_words, late, more, status, members) => {
    const id = await sendAfter(HOUR_MS, more);
    await time.looked();
    await time.advance(HOUR_MS + late);
    expect(await time.ended(id)).toMatchObject({ status, ...members });
    expect(tokens(id)).toHaveLength(status === 'failed' ? 0 : DEVICES);
    expect((await time.parlance.masterRest('GET', `/push/${id}`)).body).toMatchObject({ status });
  });

  it('T10 and are missed for longer than 12 hours in some zones are sent in the others', async () => {
    const zones = ['Pacific/Kiritimati', 'Asia/Tokyo', 'America/New_York'];
    for (const [number, timeZone] of zones.entries())
      await time.parlance.masterRest('PUT', `/installations/device00000${number}`, { timeZone });
    const day = at(2 * DAY_MS).slice(0, 10);
    const wall = `${day}T09:00:00`;
    const id = await time.send({ where: {}, data, push_time: wall });
    await time.looked();
    // 14 hours after Kiritimati, 9 after Tokyo, and 4 before New York (which is at -4 hours in May).
    await time.advanceTo(`${day}T09:00:00Z`);
    await expect.poll(() => tokens(id)).toEqual([token(1)]);
    await time.advanceTo(`${day}T13:00:00Z`);
    await expect.poll(() => tokens(id)).toEqual([token(1), token(2)]);
    await time.advanceTo(`${day}T21:00:00Z`);
    expect(await time.ended(id)).toMatchObject({ status: 'succeeded', numTargeted: 3, numSent: 2, skippedPerReason: { missed: 1 } });
  });

  it('T9 are not late by the time of a pause', async () => {
    const id = await sendAfter(HOUR_MS);
    expect((await control(id, 'pause')).status).toBe(200);
    await time.advance(2 * DAY_MS);
    expect([(await time.status(id)).status, tokens(id)]).toEqual(['paused', []]);
    expect((await control(id, 'resume')).status).toBe(200);
    expect(await time.ended(id)).toMatchObject({ status: 'succeeded', numSent: DEVICES });
  });

  it('PSH-21 can be removed before anything is sent, and send nothing then; not afterwards', async () => {
    const [removed, kept] = [await sendAfter(HOUR_MS), await sendAfter(HOUR_MS)];
    expect((await time.parlance.masterRest('DELETE', `/push/${removed}`)).status).toBe(200);
    expect((await time.parlance.masterRest('GET', `/push/${removed}`)).body['code']).toBe(101);
    expect((await control(removed, 'cancel')).body['code']).toBe(101);
    await time.advance(HOUR_MS);
    await time.ended(kept);
    expect([tokens(removed), tokens(kept).length]).toEqual([[], DEVICES]);
    expect((await time.parlance.masterRest('DELETE', `/push/${kept}`)).body['code']).toBe(115);
    const database = await time.parlance.pushDatabase();
    for (const name of ['pushes', 'waves', 'partitions'])
      expect(
        await database.collection(name).countDocuments({ $or: [{ _id: `test.${removed}` as never }, { push: `test.${removed}` }] }),
      ).toBe(0);
  });

  it('PSH-21 are removed whole, also when the process that removes them is lost in the middle', async () => {
    const id = await sendAfter(HOUR_MS);
    const pushes = (await time.parlance.pushDatabase()).collection('pushes');
    await pushes.updateOne({ _id: `test.${id}` as never }, { $set: { state: 'removing' } });
    await time.looked();
    expect(await pushes.countDocuments({ _id: `test.${id}` as never })).toBe(0);
    expect((await time.parlance.masterRest('GET', `/classes/_PushStatus/${id}`)).body['code']).toBe(101);
  });

  it('T9 are canceled before their time, and send nothing', async () => {
    const id = await sendAfter(HOUR_MS);
    expect((await control(id, 'cancel')).status).toBe(200);
    expect(await time.ended(id)).toMatchObject({ status: 'canceled', numTargeted: 0 });
    await time.advance(2 * HOUR_MS);
    expect(tokens(id)).toEqual([]);
    for (const step of ['cancel', 'pause', 'resume']) expect((await control(id, step)).body['code']).toBe(115);
  });

  it('PSH-18 PSH-19 are refused by the clock: 152 for a push_time that is past or more than two weeks ahead, 138 for an end before it', async () => {
    const codeOf = async (body: object) => (await time.parlance.masterRest('POST', '/push', { where: {}, data, ...body })).body['code'];
    expect(await codeOf({ push_time: at(-2 * MINUTE_MS) })).toBe(152);
    expect(await codeOf({ push_time: at(15 * DAY_MS) })).toBe(152);
    expect(await codeOf({ push_time: 'tomorrow' })).toBe(152);
    expect(await codeOf({ expiration_time: at(-1) })).toBe(138);
    expect(await codeOf({ expiration_time: 'never' })).toBe(138);
    expect(await codeOf({ push_time: at(HOUR_MS), expiration_time: at(HOUR_MS) })).toBe(138);
    expect(await codeOf({ expiration_time: at(HOUR_MS), expiration_interval: 60 })).toBe(115);
  });
});
