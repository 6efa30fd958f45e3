import { MongoConnections } from '@parlance/mongo';
import { LeaderStore, MongoPushDatabase } from '@parlance/push-service';
import { testServers, uniqueName } from '@parlance/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

const LEASE_MS = 60_000;
const connections = new MongoConnections({ appName: 'test' });
const database = new MongoPushDatabase(connections, testServers().mongodbUrl, uniqueName('push'));
const replicas = ['one', 'two', 'three'].map((name) => new LeaderStore(database, name, LEASE_MS));
const hold = () => Promise.all(replicas.map((replica) => replica.hold()));

beforeAll(() => database.open());
beforeEach(async () => {
  await (await database.open()).leases.deleteMany({});
});
afterAll(async () => {
  await (await database.open()).database.dropDatabase();
  await connections.close();
});

it('T4 one of many replicas looks after the pushes, and goes on with it', async () => {
  const first = await hold();
  expect(first.filter(Boolean)).toHaveLength(1);
  expect(await hold()).toEqual(first);
});

it('T4 a replica that was not heard of for the time of its lease is followed by another, and does not take the lease back', async () => {
  const [leader, follower] = replicas as [LeaderStore, LeaderStore];
  expect([await leader.hold(), await follower.hold()]).toEqual([true, false]);
  await (await database.open()).leases.updateMany({}, { $set: { until: new Date(Date.now() - 1) } });
  expect([await follower.hold(), await leader.hold()]).toEqual([true, false]);
});

it('a replica that stops lets the next one in at once', async () => {
  const [leader, follower] = replicas as [LeaderStore, LeaderStore];
  expect([await leader.hold(), await follower.hold()]).toEqual([true, false]);
  await leader.release();
  expect([await follower.hold(), await leader.hold()]).toEqual([true, false]);
});
