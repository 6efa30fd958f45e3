import { MASTER } from '@parlance/acl';
import { analytics, config, data, files, functions, push, workers, type Operation } from '@parlance/contracts';
import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

const APPS = ['gone', 'stays'];
const FORGET = [functions.forgetApp, workers.forgetApp, push.forgetApp, analytics.forgetApp, files.forgetApp, data.forgetApp];

let parlance: Parlance;
beforeAll(async () => {
  const settings = { allowClientClassCreation: true, fileUpload: { enableForPublic: true } };
  parlance = await startParlance({ mode: 'fused', apps: APPS.map((id) => ({ id, settings })) });
});
afterAll(() => parlance?.close());

const ask = <Request, Reply>(operation: Operation<Request, Reply>, request: Request, app: string): Promise<Reply> => {
  const [process] = parlance.processes;
  if (process === undefined) throw new Error('There is no process.');
  return process.running.bus.call(operation, request, { app, identity: MASTER, deadline: Date.now() + 20_000, requestId: 'request' });
};

/** Documents of an app in the databases that services share, by collection. */
async function shared(app: string): Promise<Record<string, number>> {
  const of = {
    $or: [
      { a: app },
      { _id: { $gte: `${app}|`, $lt: `${app}}` } },
      { push: { $regex: `^(suspect:)?${app}[.]` } },
      { transfer: { $regex: `^${app}[.]` } },
    ],
  };
  const counts: Record<string, number> = {};
  for (const database of [await parlance.analyticsDatabase(), await parlance.pushDatabase(), await parlance.workersDatabase()]) {
    for (const { name } of await database.listCollections({}, { nameOnly: true }).toArray()) {
      const count = await database.collection(name).countDocuments(of as never);
      if (count > 0) counts[`${database.databaseName.split('_').at(-1)}.${name}`] = count;
    }
  }
  return counts;
}

/** Records of pushes and jobs, as these services keep them. */
async function written(app: string): Promise<void> {
  const pushes = await parlance.pushDatabase();
  const one = `${app}.push000001` as never;
  for (const name of ['pushes', 'partitions', 'experiments', 'history']) await pushes.collection(name).insertOne({ _id: one, a: app });
  await pushes.collection('waves').insertOne({ push: one });
  await pushes.collection('opens').insertMany([{ push: one }, { push: `suspect:${app}.push000001` }]);
  const jobs = await parlance.workersDatabase();
  for (const name of ['runs', 'schedules']) await jobs.collection(name).insertOne({ _id: one, a: app });
  await jobs.collection('transfer_failures').insertOne({ _id: `${app}.import.1` as never, transfer: `${app}.import` });
}

it('SEC-32 an app that is deleted leaves nothing in any service, and another one loses nothing', async () => {
  for (const id of APPS) {
    const app = parlance.app(id);
    expect((await parlance.rest('POST', '/classes/Game', { n: 1 }, { app })).status).toBe(201);
    expect((await parlance.rest('POST', '/files/a.txt', 'hello', { app, headers: { 'Content-Type': 'text/plain' } })).status).toBe(201);
    expect((await parlance.rest('POST', '/events/Played', { dimensions: { level: 'one' } }, { app })).status).toBe(200);
    await written(id);
  }
  await vi.waitFor(async () => {
    for (const id of APPS) {
      const counts = await shared(id);
      expect(Object.keys(counts)).toEqual(
        expect.arrayContaining(['analytics.rollups', 'push.waves', 'workers.transfer_failures', expect.stringMatching(/^analytics.raw_/)]),
      );
    }
  }, 20_000);
  const before = { ...(await shared('stays')), objects: await (await parlance.database('stays')).collection('Game').countDocuments() };

  for (const operation of [files.forgetApp, data.forgetApp]) {
    await expect(ask(operation, {}, 'gone')).rejects.toMatchObject({ code: 119 }); // while it is enabled
  }
  await parlance.declareApps([{ id: 'stays', settings: { allowClientClassCreation: true, fileUpload: { enableForPublic: true } } }]);
  await vi.waitFor(async () => expect((await ask(config.appForGateway, { appId: 'gone' }, '')).app?.enabled).toBe(false), 10_000);
  for (const operation of FORGET) {
    await vi.waitFor(async () => expect(await ask(operation, {}, 'gone')).toEqual({ done: true }), 20_000);
    expect(await ask(operation, {}, 'gone')).toEqual({ done: true }); // asked once more
  }

  expect(await shared('gone')).toEqual({});
  expect(await (await parlance.database('gone')).listCollections().toArray()).toEqual([]);
  const after = { ...(await shared('stays')), objects: await (await parlance.database('stays')).collection('Game').countDocuments() };
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect(after.objects).toBe(1);
});
