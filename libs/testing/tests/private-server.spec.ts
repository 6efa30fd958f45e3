import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPrivateServer, testSeed, testServers, uniqueName, type PrivateServer } from '../src/index.ts';

const { MongoClient } = mongoose.mongo;

/** The answer of `hello`, or undefined when the server does not answer within the time: ample for one that runs, on a busy machine. */
async function hello(url: string, withinMs = 10_000): Promise<Record<string, unknown> | undefined> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: withinMs, socketTimeoutMS: withinMs, connectTimeoutMS: withinMs });
  return client
    .db('admin')
    .command({ hello: 1 })
    .catch(() => undefined)
    .finally(() => client.close());
}

describe('the servers of the run', () => {
  it('are a MongoDB replica set, found through the environment', async () => {
    expect(await hello(testServers().mongodbUrl)).toMatchObject({ isWritablePrimary: true, setName: expect.any(String) });
  });

  it('come with a seed, and with names that nobody else uses', () => {
    expect(testSeed()).toBeGreaterThanOrEqual(0);
    expect(uniqueName('app')).toMatch(/^app_[0-9a-f]{12}$/);
    expect(uniqueName('app')).not.toBe(uniqueName('app'));
  });
});

describe('a private MongoDB', () => {
  let server: PrivateServer;
  beforeAll(async () => {
    server = await startPrivateServer('mongodb');
  });
  afterAll(() => server.dispose());

  it('keeps acknowledged writes over a crash, under the same address', async () => {
    const client = new MongoClient(server.url);
    await client
      .db('kept')
      .collection<{ _id: string }>('things')
      .insertOne({ _id: 'a' }, { writeConcern: { w: 'majority', j: true } });
    await client.close();
    await server.kill();
    expect(await hello(server.url, 500)).toBeUndefined();
    await server.start();
    const again = new MongoClient(server.url);
    expect(await again.db('kept').collection('things').countDocuments()).toBe(1);
    await again.close();
  });

  it('answers nothing while it is frozen', async () => {
    server.freeze();
    const frozen = await hello(server.url, 500);
    server.thaw();
    expect(frozen).toBeUndefined();
    expect(await hello(server.url)).toBeDefined();
  });
});
