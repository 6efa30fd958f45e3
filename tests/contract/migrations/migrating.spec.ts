import { MongoConnections, type Db } from '@parlance/mongo';
import { migrate, startServices } from '@parlance/service';
import { DEFINITIONS } from '@parlance/standalone';
import { testServers, uniqueName } from '@parlance/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';

const prefix = uniqueName('mig');
const names = ['control', 'push', 'analytics', 'functions', 'workers'].map((name) => `${prefix}_${name}`);
const env = {
  MONGODB_URL: testServers().mongodbUrl,
  PARLANCE_DEPLOYMENT: prefix,
  PARLANCE_CONTROL_DATABASE: `${prefix}_control`,
  PARLANCE_LOG_LEVEL: 'silent',
};
const connections = new MongoConnections({ appName: 'test-migrating' });
let databases: ReadonlyMap<string, Db>;
beforeAll(async () => {
  const opened = names.map(async (name) => [name, await connections.database(env.MONGODB_URL, name)] as const);
  databases = new Map(await Promise.all(opened));
});
afterAll(async () => {
  for (const database of databases.values()) await database.dropDatabase();
  await connections.close();
});

const run = async (more: Record<string, string> = {}) => {
  const said: string[] = [];
  await migrate(Object.values(DEFINITIONS), { ...env, ...more }, (sentence) => said.push(sentence));
  return said.sort();
};
const formatsOf = async (name: string) =>
  databases
    .get(name)!
    .collection('formats')
    .find({}, { projection: { since: 0 } })
    .toArray();

it('a deployment is brought up as a whole: new databases are marked, those of the last release are taken as the first format', async () => {
  await databases.get(names[1]!)!.collection('pushes').insertOne({ state: 'sent' });
  const said = await run();
  expect(said).toEqual([
    `${prefix}_analytics (analytics) is new; its format is 1.`,
    `${prefix}_control (config) is new; its format is 1.`,
    `${prefix}_functions (functions) is new; its format is 1.`,
    `${prefix}_push (push) is up to date; its format is 1.`,
    `${prefix}_workers (workers) is new; its format is 1.`,
  ]);
  for (const name of names) expect(await formatsOf(name)).toHaveLength(1);
  expect((await run()).every((line) => line.includes('is up to date'))).toBe(true);
});

it.each(names)('nothing is changed when one of them was used by a newer release: %s', async (name) => {
  const formats = databases.get(name)!.collection('formats');
  await formats.updateOne({}, { $set: { format: 7 } });
  await expect(run()).rejects.toThrow(`The database "${name}" has format 7 of the service`);
  await formats.updateOne({}, { $set: { format: 1 } });
});

it('a process of a service does not start on a database that a newer release has used, and names the way back', async () => {
  const formats = databases.get(`${prefix}_workers`)!.collection('formats');
  await formats.updateOne({}, { $set: { format: 7 } });
  const { natsUrl, redisUrl } = testServers();
  const starting = startServices([DEFINITIONS.workers], { ...env, NATS_URL: natsUrl, REDIS_URL: redisUrl });
  await expect(starting).rejects.toThrow(/has format 7 of the service workers.*Start that release or a later one/);
  await formats.updateOne({}, { $set: { format: 1 } });
});

it('the control database of another deployment is left alone, unless it is to be taken over', async () => {
  const control = databases.get(`${prefix}_control`)!;
  await control.collection<{ _id: string }>('deployment').insertOne({ _id: 'owner', deployment: 'other' } as { _id: string });
  await control.collection('formats').deleteMany({});
  expect(await run()).toContain(`${prefix}_control (config) belongs to another deployment and was left alone.`);
  expect(await formatsOf(`${prefix}_control`)).toEqual([]);
  expect(await run({ PARLANCE_TAKE_OVER: 'other' })).toContain(`${prefix}_control (config) is up to date; its format is 1.`);
});

it('a mistake in the settings is told before anything is opened', async () => {
  await expect(run({ PARLANCE_PUSH_DATABASE: 'a b' })).rejects.toThrow('PARLANCE_PUSH_DATABASE must be');
});
