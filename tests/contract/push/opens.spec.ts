import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeDevices } from '../../e2e/push/push-deployment.ts';
import { startTimedDeployment, type TimedDeployment } from './push-time.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Real time that an open may take from its request to the console, and more for a busy machine. */
const SHOWN = { timeout: 15_000, interval: 50 };

interface Open {
  readonly installation?: string;
  readonly push_hash?: string | null;
  readonly push_id?: string;
}

describe('the opens of pushes', () => {
  let time: TimedDeployment;
  beforeAll(async () => {
    // The database itself removes opens that are older than 37 days.
    time = await startTimedDeployment({ start: new Date().toISOString() });
    const registered = new Date(time.clock.now().getTime() - DAY_MS);
    await storeDevices(time.parlance, 12, (number) => ({
      _created_at: registered,
      _updated_at: registered,
      channels: [number < 6 ? 'Giants' : 'Mets'],
    }));
  });
  afterAll(() => time?.close());

  async function open({ installation, ...body }: Open): Promise<void> {
    const headers: Record<string, string> = installation === undefined ? {} : { 'X-Parse-Installation-Id': installation };
    expect(await time.parlance.rest('POST', '/events/AppOpened', body, { headers })).toMatchObject({ status: 200, body: {} });
  }
  let texts = 0;
  /** A push that has been sent, with a text of its own. */
  async function sent(where: object = {}, alert = `text ${(texts += 1)}`): Promise<{ id: string; hash: string }> {
    const id = await time.send({ where, data: { alert } });
    const { pushHash } = await time.ended(id);
    return { id, hash: String(pushHash) };
  }
  const opened = async (id: string) => (await time.status(id))['numOpened'];
  const shows = (id: string, count: number) => expect.poll(() => opened(id), SHOWN).toBe(count);
  const opens = async (filter: object = {}) => (await time.parlance.pushDatabase()).collection('opens').find(filter).toArray();
  const waiting = async () => (await time.parlance.analyticsDatabase()).collection('opens').countDocuments();
  /** All opens that were sent so far are recorded. */
  async function recorded(): Promise<void> {
    const marker = await sent();
    await open({ installation: 'installation-11', push_id: marker.id });
    await shows(marker.id, 1);
    await expect.poll(waiting, SHOWN).toBe(0);
  }
  const counted = async (event: string) => {
    const { body } = await time.parlance.masterRest('POST', '/analytics/query', { event });
    return body['total'] as number;
  };

  it('PSH-30 PSH-31 PSH-32 PSH-34 count each registered installation once, and all others as app-opens', async () => {
    const { id, hash } = await sent();
    const before = [await counted('AppOpened'), await counted('PushOpened')] as const;
    await open({ installation: 'installation-1', push_hash: hash });
    await open({ installation: 'INSTALLATION-2', push_hash: hash });
    await open({ installation: 'installation-1' });
    await open({ installation: 'installation-1', push_hash: null });
    await open({ installation: 'nobody', push_hash: hash });
    await open({ push_hash: hash });
    await open({ installation: 'installation-3', push_hash: '0123456789abcdef' });
    await open({ installation: 'installation-3', push_id: 'nothing123' });
    await shows(id, 2);
    await expect.poll(() => counted('AppOpened'), SHOWN).toBe(before[0] + 8);
    expect(await counted('PushOpened')).toBe(before[1] + 2);
    await open({ installation: 'installation-1', push_id: id });
    await recorded();
    expect(await opened(id)).toBe(2);
    expect((await opens({ push: `test.${id}` })).map(({ _id, source }) => [String(_id).split(':')[1], source])).toEqual([
      ['installation-1', 'push_hash'],
      ['installation-2', 'push_hash'],
    ]);
  });

  it('T12 PSH-32 count one of 50 reports that come at once', async () => {
    const { id, hash } = await sent();
    const apps = await counted('AppOpened');
    await Promise.all(Array.from({ length: 50 }, () => open({ installation: 'installation-4', push_hash: hash })));
    await shows(id, 1);
    await recorded();
    expect(await opened(id)).toBe(1);
    // A launch that is reported twice within five seconds is one.
    expect(await counted('AppOpened')).toBe(apps + 2);
  });

  it('store opens of devices that the push was not for, and do not count them', async () => {
    const { id, hash } = await sent({ channels: 'Giants' });
    await open({ installation: 'installation-7', push_hash: hash });
    await open({ installation: 'installation-2', push_hash: hash });
    await shows(id, 1);
    await recorded();
    expect(await opens({ push: `suspect:test.${id}` })).toMatchObject([
      { _id: `suspect:test.${id}:installation-7`, suspect: true, at: expect.any(Date), addedAt: expect.any(Date) },
    ]);
    expect(await opened(id)).toBe(1);
  });

  it('count a device that has changed since, though it does not match any more', async () => {
    const { id, hash } = await sent({ badge: { $exists: false } });
    const changed = { badge: 3, _updated_at: new Date(time.clock.now().getTime() + 1) };
    const installations = (await time.parlance.database()).collection('_Installation');
    await installations.updateOne({ installationId: 'installation-5' }, { $set: changed });
    await open({ installation: 'installation-5', push_hash: hash });
    await shows(id, 1);
    await installations.updateOne({ installationId: 'installation-5' }, { $unset: { badge: '' } });
  });

  it('count nothing before the push is sent, and the same device after', async () => {
    const pushTime = new Date(time.clock.now().getTime() + HOUR_MS).toISOString();
    const id = await time.send({ where: {}, data: { alert: 'later' }, push_time: pushTime });
    await open({ installation: 'installation-1', push_id: id });
    await recorded();
    expect([await opened(id), await opens({ push: `suspect:test.${id}` })]).toMatchObject([0, [{ source: 'push_id' }]]);
    await time.advance(HOUR_MS);
    await time.ended(id);
    await open({ installation: 'installation-1', push_id: id, push_hash: 'else' });
    await shows(id, 1);
  });

  it('PSH-30 belong to the newest push of a hash that was sent, unless they name another one', async () => {
    const older = await sent({}, 'Good morning');
    await time.advance(1_000);
    const newer = await sent({}, 'Good morning');
    const pushTime = new Date(time.clock.now().getTime() + DAY_MS).toISOString();
    const planned = await time.send({ where: {}, data: { alert: 'Good morning' }, push_time: pushTime });
    expect(newer.hash).toBe(older.hash);
    await open({ installation: 'installation-1', push_hash: newer.hash });
    await open({ installation: 'installation-2', push_hash: newer.hash, push_id: older.id });
    await open({ installation: 'installation-3', push_hash: newer.hash, push_id: planned });
    await Promise.all([shows(newer.id, 2), shows(older.id, 1)]);
    expect(await opened(planned)).toBe(0);
    await time.parlance.masterRest('DELETE', `/push/${planned}`);
  });

  it('PSH-46 EXP-18 are shown over time, with the open rate', async () => {
    const { id, hash } = await sent();
    const graph = async (query = '') => (await time.parlance.masterRest('GET', `/push/${id}/opens${query}`)).body;
    expect(await graph()).toMatchObject({ numSent: 12, numOpened: 0, openRate: 0, stride: 'hour' });
    await open({ installation: 'installation-1', push_hash: hash });
    await shows(id, 1);
    await time.advance(3 * HOUR_MS);
    for (const number of [2, 3]) await open({ installation: `installation-${number}`, push_hash: hash });
    await shows(id, 3);
    const { points, counts, ...rates } = (await graph()) as { points: string[]; counts: number[] };
    expect(rates).toEqual({ stride: 'hour', numSent: 12, numOpened: 3, openRate: 0.25 });
    expect([counts, points.length]).toEqual([[1, 0, 0, 2], 4]);
    const byMinute = (await graph('?stride=minute')) as unknown as { counts: number[] };
    expect(byMinute.counts.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect((await time.parlance.masterRest('GET', `/push/${id}/opens?stride=year`)).body).toMatchObject({ code: 102 });
    expect((await time.parlance.masterRest('GET', '/push/nobody/opens')).body).toMatchObject({ code: 101 });
    expect((await time.parlance.rest('GET', `/push/${id}/opens`)).status).toBe(403);
  });

  it('PSH-48 come late too: of a push that ended a day ago, whose earlier ones have none', async () => {
    const [first, last] = [await sent(), await sent()];
    await time.advance(DAY_MS + 60_000);
    await open({ installation: 'installation-1', push_hash: last.hash });
    await shows(last.id, 1);
    await time.advance(DAY_MS);
    await open({ installation: 'installation-2', push_hash: last.hash });
    await shows(last.id, 2);
    expect(await opened(first.id)).toBe(0);
  });

  it('EXP-07 belong to the variant of the device, where variants have one hash', async () => {
    const experiment = 'exp0000001';
    const variants = [await sent({}, 'equal'), await sent({}, 'equal')];
    const pushes = (await time.parlance.pushDatabase()).collection<{ _id: string }>('pushes');
    for (const [index, { id }] of variants.entries())
      await pushes.updateOne({ _id: `test.${id}` }, { $set: { group: { experiment, sizePercent: 100, variants: 2, index } } });
    for (let number = 0; number < 12; number += 1) await open({ installation: `installation-${number}`, push_hash: variants[0]!.hash });
    const counts = () => Promise.all(variants.map(({ id }) => opened(id)));
    await expect.poll(async () => (await counts()).reduce<number>((sum, count) => sum + Number(count), 0), SHOWN).toBe(12);
    // By section 9.2: h("g") mod 2 of each id.
    expect(await counts()).toEqual([5, 7]);
    await open({ installation: 'installation-0', push_id: variants[0]!.id });
    await recorded();
    expect(await counts()).toEqual([5, 7]);
  });
});
