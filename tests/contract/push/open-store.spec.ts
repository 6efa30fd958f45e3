import { MongoConnections } from '@parlance/mongo';
import { MongoPushDatabase, OpenStore } from '@parlance/push-service';
import { testServers, uniqueName } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const NOON = new Date('2026-11-30T12:00:00Z');

describe('the opens of pushes in their store', () => {
  const connections = new MongoConnections({ appName: 'test' });
  const database = new MongoPushDatabase(connections, testServers().mongodbUrl, uniqueName('opens'));
  const store = new OpenStore(database);
  beforeAll(() => database.open());
  afterAll(async () => {
    await (await database.open()).database.dropDatabase();
    await connections.close();
  });

  const open = (push: string, installation: string, addedAt = NOON) => ({
    _id: `${push}:${installation}`,
    push,
    at: NOON,
    addedAt,
    source: 'push_hash' as const,
  });
  const later = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);

  it('T12 PSH-32 keep the first of 50 opens of one push by one installation that come at once', async () => {
    const added = await Promise.all(Array.from({ length: 50 }, (_, ms) => store.add([open('app.repeated', 'a', later(ms))])));
    expect(added.flat()).toHaveLength(1);
    expect(await store.count('app.repeated')).toBe(1);
    const kept = await (await database.open()).opens.findOne({ _id: 'app.repeated:a' });
    expect(kept).toEqual(added.flat()[0]);
  });

  it('tell of a batch which opens were not there', async () => {
    await store.add([open('app.some', 'b')]);
    expect(await store.add(['a', 'b', 'c'].map((id) => open('app.some', id)))).toMatchObject([
      { _id: 'app.some:a' },
      { _id: 'app.some:c' },
    ]);
    expect(await store.add([])).toEqual([]);
  });

  it('EXP-18 count pushes of one app by their ids, and suspect ones nowhere', async () => {
    await store.add([open('one.x', 'a'), open('one.x', 'b'), open('one.y', 'a'), open('other.x', 'a')]);
    await store.add([{ ...open('suspect:one.x', 'c'), suspect: true }]);
    expect(Object.fromEntries(await store.openCounts('one', ['x', 'y', 'none']))).toEqual({ x: 2, y: 1 });
    expect(Object.fromEntries(await store.openCounts('one', []))).toEqual({});
  });

  it('PSH-46 count by the time at which they were stored', async () => {
    const minutes = [0, 10, 59, 60, 1_440];
    await store.add(minutes.map((minute) => open('app.timed', `i${minute}`, later(minute))));
    expect(await store.count('app.timed', { after: NOON, upTo: later(59) })).toBe(2);
    const byHour = await store.series('app.timed', 'hour', { upTo: later(120) });
    expect([...byHour].sort()).toEqual([
      [NOON.getTime(), 3],
      [later(60).getTime(), 1],
    ]);
    expect((await store.series('app.timed', 'day', {})).get(Date.parse('2026-12-01'))).toBe(1);
    expect((await store.series('app.timed', 'minute', {})).size).toBe(5);
  });

  it('are found by their push and time, and leave after 37 days', async () => {
    const indexes = await (await database.open()).opens.indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { push: 1, addedAt: 1 } }));
    expect(indexes).toContainEqual(expect.objectContaining({ key: { addedAt: 1 }, expireAfterSeconds: 37 * 86_400 }));
  });
});
