import { EventStore, MongoAnalyticsDatabase } from '@parlance/analytics';
import { MongoConnections } from '@parlance/mongo';
import { startParlance, testServers, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const DAY_MS = 86_400_000;
const BRIEF = { rawEventDays: 2, minuteDays: 2, hourDays: 3, dayDays: 5 };
const day = (at: number) => new Date(at).toISOString().slice(0, 10).replace(/-/g, '');

describe('the time that events and counts are kept', () => {
  let parlance: Parlance;
  const connections = new MongoConnections({ appName: 'test' });
  beforeAll(async () => {
    const settings = { allowClientClassCreation: true };
    parlance = await startParlance({
      mode: 'fused',
      apps: [
        { id: 'usual', settings },
        { id: 'brief', settings: { ...settings, analytics: BRIEF } },
      ],
    });
  });
  afterAll(async () => {
    await connections.close();
    await parlance?.close();
  });

  it('is that of the setting of each app', async () => {
    const at = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;
    const events = [{ name: 'kept', at: new Date(at).toISOString() }];
    for (const id of ['usual', 'brief']) await parlance.rest('POST', '/events', { events }, { app: parlance.app(id) });
    const database = await parlance.analyticsDatabase();
    const rollups = database.collection<{ _id: string; exp: Date }>('rollups');
    const ids = ['D', 'H', 'M'].map((stride) => `brief|e|kept||${stride}|${day(at)}${stride === 'D' ? '' : '00'}`);
    await expect.poll(async () => rollups.countDocuments({ _id: { $in: [...ids, `usual|e|kept||D|${day(at)}`] } })).toBe(4);
    const expiries = await Promise.all(ids.map(async (_id) => (await rollups.findOne({ _id }))?.exp.getTime()));
    const hour = at + DAY_MS / 24;
    expect(expiries).toEqual([at + 6 * DAY_MS, hour + 3 * DAY_MS, hour + 2 * DAY_MS]);
    const [index] = (await rollups.indexes()).filter(({ key }) => 'exp' in key);
    expect(index).toMatchObject({ expireAfterSeconds: 0 });

    const store = new EventStore(new MongoAnalyticsDatabase(connections, testServers().mongodbUrl, database.databaseName));
    const names = async () =>
      (await database.listCollections({ name: /^raw_/ }, { nameOnly: true }).toArray()).map(({ name }) => name).sort();
    expect(await names()).toEqual([`raw_2_${day(at)}`, `raw_30_${day(at)}`]);
    expect(await store.dropOld(at + 3 * DAY_MS - 1)).toEqual([]);
    expect(await store.dropOld(at + 3 * DAY_MS)).toEqual([`raw_2_${day(at)}`]);
    expect(await names()).toEqual([`raw_30_${day(at)}`]);
  });

  it.each([{ rawEventDays: 0 }, { rawEventDays: 401 }, { dayDays: 1.5 }, { requests: 'yes' }, { more: 1 }])(
    'refuses the setting %j with 107',
    async (analytics) => {
      expect(await parlance.masterRest('PATCH', '/settings', { analytics })).toMatchObject({ status: 400, body: { code: 107 } });
    },
  );
});
