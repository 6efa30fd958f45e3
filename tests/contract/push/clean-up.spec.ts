import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaints, storeDevices } from '../../e2e/push/push-deployment.ts';
import { startTimedDeployment, type TimedDeployment } from './push-time.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DEVICES = 120;
const DONE = { timeout: 15_000, interval: 50 };

describe('pushes that are over, and pushes that are stuck', () => {
  let time: TimedDeployment;
  beforeAll(async () => {
    // The database itself removes opens and two numbers of old pushes, by its own clock.
    time = await startTimedDeployment({ start: new Date().toISOString() });
    const registered = new Date(time.clock.now().getTime() - DAY_MS);
    await storeDevices(time.parlance, DEVICES, (number) => ({
      _created_at: registered,
      _updated_at: registered,
      localeIdentifier: ['fr-CA', 'fr_CA', 'en'][number % 3],
      ...(number === 0 ? { deviceToken: undefined } : {}),
    }));
  });
  afterAll(() => time?.close());

  const later = (ms: number) => new Date(time.clock.now().getTime() + ms).toISOString();
  const stored = async (collection: string, filter: object = {}) =>
    (await time.parlance.pushDatabase()).collection(collection).find(filter).toArray();
  const countOf = async (collection: string, push: string) => (await stored(collection, { push: `test.${push}` })).length;
  const master = async (method: 'GET' | 'POST', path: string, body?: object) => (await time.parlance.masterRest(method, path, body)).body;
  async function sent(): Promise<string> {
    const id = await time.send({ where: {}, data: { alert: 'hi' } });
    await time.ended(id);
    return id;
  }

  it('EXP-11 suggest no audience to an app that has sent nothing', async () => {
    for (const path of ['/push/audience_size_suggestion', '/push_notifications/audience_size_suggestion?where=%7B%7D'])
      expect(await master('GET', path)).toEqual({ audience_size: -1, all: false, open_rate: null, segment_size: DEVICES });
    expect((await time.parlance.rest('GET', '/push/audience_size_suggestion')).status).toBe(403);
    expect(await master('GET', '/push/audience_size_suggestion?where=no')).toMatchObject({ code: 102 });
  });

  it('PSH-22 PSH-37 estimate a segment with the devices that cannot be reached, by type and locale', async () => {
    expect(await master('POST', '/push/estimate', { where: {} })).toEqual({
      estimate: DEVICES,
      lo: DEVICES,
      hi: DEVICES,
      exact: true,
      perType: { ios: DEVICES },
      perLocale: { 'fr-CA': 80, en: 40 },
      withoutTimeZone: DEVICES,
    });
    const counts = '/push_subscriber_translation_count';
    expect(await master('GET', counts)).toEqual({ results: { 'fr-CA': 80, en: 40 }, exact: true });
    const some = encodeURIComponent(JSON.stringify(['fr_ca', 'de']));
    const where = encodeURIComponent(JSON.stringify({ localeIdentifier: 'fr-CA' }));
    expect(await master('GET', `${counts}?where=${where}&locales=${some}`)).toEqual({ results: { fr_ca: 40, de: 0 }, exact: true });
    expect(await master('GET', `${counts}?locales=5`)).toMatchObject({ code: 102 });
    // Counted once a minute: a device that comes meanwhile is not seen.
    await time.parlance.masterRest('POST', '/installations', { deviceType: 'ios', installationId: 'new' });
    expect(await master('GET', counts)).toMatchObject({ results: { en: 40 } });
  });

  it('PSH-25 are removed after 30 days, their partitions after two; what waits, audiences, and two numbers stay', async () => {
    const { objectId: audience } = (await master('POST', '/push_audiences', { name: 'All', query: {} })) as { objectId: string };
    const id = await sent();
    const waits = await time.send({ where: {}, data: { alert: 'later' }, push_time: later(13 * DAY_MS) });
    await master('POST', `/push/${waits}/pause`);
    expect([await countOf('partitions', id), await countOf('waves', id)]).toEqual([1, 1]);
    await time.advance(3 * DAY_MS);
    await expect.poll(() => countOf('partitions', id), DONE).toBe(0);
    expect(await master('GET', `/push/${id}`)).toMatchObject({ numSent: DEVICES - 1, waves: [{ state: 'done' }] });
    await time.advance(26 * DAY_MS);
    expect((await master('GET', '/push'))['results']).toMatchObject([{ objectId: waits }, { objectId: id }]);
    await time.advance(2 * DAY_MS);
    await expect.poll(async () => (await master('GET', `/classes/_PushStatus/${id}`))['code'], DONE).toBe(101);
    await expect.poll(() => stored('pushes', { objectId: id }), DONE).toEqual([]);
    expect([await countOf('waves', id), (await master('GET', `/push/${id}`))['code']]).toEqual([0, 101]);
    expect(await stored('history')).toMatchObject([{ _id: `test.${id}`, a: 'test', sent: DEVICES - 1, opened: 0 }]);
    expect(await master('GET', `/push/${waits}`)).toMatchObject({ status: 'paused' });
    expect(await master('GET', `/push_audiences/${audience}`)).toMatchObject({ name: 'All' });
    await master('POST', `/push/${waits}/cancel`);
  });

  it('EXP-11 suggest all of a small audience, by pushes that were removed', async () => {
    const rate = (0.03 * 500) / (DEVICES - 1 + 500);
    const suggested = (await master('GET', '/push/audience_size_suggestion')) as Record<string, unknown>;
    expect(suggested).toMatchObject({ all: true, audience_size: suggested['segment_size'], open_rate: expect.closeTo(rate, 9) });
  });

  it('tell of a push that has made no progress for a quarter of an hour, and take it forward', async () => {
    const id = await sent();
    const database = await time.parlance.pushDatabase();
    const partitions = database.collection('partitions');
    // A worker that holds a partition and does nothing.
    const held = { state: 'running', leaseUntil: new Date(Date.now() + DAY_MS), owner: 'nobody' };
    await partitions.updateMany({ push: `test.${id}` }, { $set: held as never });
    await database.collection('waves').updateMany({ push: `test.${id}` }, { $set: { state: 'running' } });
    await database.collection('pushes').updateOne({ objectId: id }, { $set: { state: 'running' } });
    const told = () => complaints(time.parlance).filter((line) => line.includes('no progress')).length;
    const seen = async () => (await stored('pushes', { objectId: id }))[0]?.['progress'] as { at: Date } | undefined;
    await time.advance(5 * MINUTE_MS);
    await expect.poll(seen, DONE).toMatchObject({ at: time.clock.now() });
    await time.advance(6 * MINUTE_MS);
    await time.advance(6 * MINUTE_MS);
    expect(told()).toBe(0);
    await time.advance(6 * MINUTE_MS);
    await expect.poll(told, DONE).toBe(1);
    expect(complaints(time.parlance).join(' ')).toContain(`test.${id}`);
    await time.advance(30 * MINUTE_MS);
    expect(told()).toBe(1);
    await time.advance(40 * MINUTE_MS);
    await expect.poll(told, DONE).toBe(2);
    // The worker is given up: the push goes on to its end.
    await partitions.updateMany({ push: `test.${id}` }, { $set: { leaseUntil: new Date(0) } });
    await time.looked();
    expect(await time.ended(id)).toMatchObject({ status: 'succeeded' });
  });
});
