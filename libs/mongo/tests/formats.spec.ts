import { testServers, uniqueName } from '@parlance/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assertNotNewer, bringUp, MongoConnections, NewerDatabaseError, type Db, type Migration } from '../src/index.ts';

const silent = () => undefined;

describe('the format of a database', () => {
  const connections = new MongoConnections({ appName: 'test-formats' });
  let database: Db;
  let ran: string[];
  beforeAll(async () => void (database = await connections.database(testServers().mongodbUrl, uniqueName('formats'))));
  beforeEach(async () => {
    await database.dropDatabase();
    ran = [];
  });
  afterAll(async () => {
    await database.dropDatabase();
    await connections.close();
  });

  const things = () => database.collection<{ _id: number; name?: string; title?: string; words?: number }>('things');
  const mark = () => database.collection<{ _id: string; format: number }>('formats').findOne({ _id: 'greeter' });
  const RENAME: Migration = {
    title: 'names become titles',
    async run(of) {
      ran.push('rename');
      await of.collection('things').updateMany({ title: { $exists: false } }, [{ $set: { title: '$name' } }]);
    },
  };
  const COUNT: Migration = {
    title: 'titles are counted',
    async run(of) {
      ran.push('count');
      await of.collection('things').updateMany({}, { $set: { words: 1 } });
    },
  };
  const format = (...migrations: Migration[]) => ({ id: 'greeter', migrations });

  it('is that of the release for a new database, in which nothing is to be migrated', async () => {
    expect(await bringUp(database, format(RENAME, COUNT), 'a', silent)).toEqual({ from: undefined, to: 3 });
    expect(await mark()).toMatchObject({ format: 3 });
    expect(ran).toEqual([]);
    expect(await bringUp(database, format(RENAME, COUNT), 'a', silent)).toEqual({ from: 3, to: 3 });
  });

  it('is the first for a database of a release that made no marks, from where all migrations run in order', async () => {
    await things().insertMany([{ _id: 1, name: 'one' }]);
    const said: string[] = [];
    expect(await bringUp(database, format(RENAME, COUNT), 'a', (sentence) => said.push(sentence))).toEqual({ from: 1, to: 3 });
    expect(await things().findOne({ _id: 1 })).toEqual({ _id: 1, name: 'one', title: 'one', words: 1 });
    expect(ran).toEqual(['rename', 'count']);
    expect(said).toEqual([
      `Migrating ${database.databaseName} from format 1 to 2: names become titles`,
      `Migrating ${database.databaseName} from format 2 to 3: titles are counted`,
    ]);
  });

  it('is marked alone where the release has no migrations, and leaves all else as it was', async () => {
    await things().insertMany([{ _id: 1, name: 'one' }]);
    expect(await bringUp(database, format(), 'a', silent)).toEqual({ from: 1, to: 1 });
    expect(await things().find().toArray()).toEqual([{ _id: 1, name: 'one' }]);
    expect(await bringUp(database, format(RENAME), 'a', silent)).toEqual({ from: 1, to: 2 });
  });

  it('is refused when a newer release has used the database, which stays as it is', async () => {
    await bringUp(database, format(RENAME, COUNT), 'a', silent);
    const refused = expect.objectContaining({
      message: expect.stringMatching(/has format 3 of the service greeter, and this release knows formats up to 2: a newer release has used it\. Start that release or a later one; to go back to this one, restore the backup/), // prettier-ignore
    });
    await expect(bringUp(database, format(RENAME), 'a', silent)).rejects.toThrow(refused);
    await expect(assertNotNewer(database, format())).rejects.toBeInstanceOf(NewerDatabaseError);
    await assertNotNewer(database, format(RENAME, COUNT));
    expect(await mark()).toMatchObject({ format: 3 });
  });

  it('is brought up by one of several processes, and the others wait until it is', async () => {
    await things().insertMany([{ _id: 1, name: 'one' }]);
    let isOver = false;
    const slow: Migration = {
      title: 'slow',
      async run(of) {
        ran.push('slow');
        for (let round = 0; round < 20; round += 1) await of.collection('things').updateOne({ _id: 1 as never }, { $inc: { words: 1 } });
        isOver = true;
      },
    };
    const processes = ['a', 'b', 'c', 'd'].map(async (by) => {
      const found = await bringUp(database, format(slow), by, silent);
      expect(isOver).toBe(true);
      return found.to;
    });
    expect(await Promise.all(processes)).toEqual([2, 2, 2, 2]);
    expect(ran).toEqual(['slow']);
    expect((await things().findOne({ _id: 1 }))?.words).toBe(20);
  });

  it('is taken over from a process that was lost in the middle, and begins anew there', async () => {
    await things().insertMany([{ _id: 1, name: 'one' }]);
    await bringUp(database, format(), 'a', silent);
    const lease = { by: 'lost', until: new Date(Date.now() + 1_000) };
    await database.collection<{ _id: string }>('formats').updateOne({ _id: 'greeter' }, { $set: { lease } });
    const startedAt = Date.now();
    expect(await bringUp(database, format(RENAME), 'b', silent)).toEqual({ from: 1, to: 2 });
    expect(Date.now()).toBeGreaterThan(lease.until.getTime() - 500);
    expect(Date.now() - startedAt).toBeLessThan(20_000);
    expect(await mark()).not.toHaveProperty('lease');
  });

  it('stays where a migration failed, which the next process tries again', async () => {
    await things().insertMany([{ _id: 1, name: 'one' }]);
    const failing: Migration = { title: 'failing', run: () => Promise.reject(new Error('no')) };
    await expect(bringUp(database, format(RENAME, failing), 'a', silent)).rejects.toThrow('no');
    expect(await mark()).toMatchObject({ format: 2 });
    expect(await bringUp(database, format(RENAME, COUNT), 'a', silent)).toEqual({ from: 2, to: 3 });
    expect(ran).toEqual(['rename', 'count']);
  });

  it('is one for each service, where services share a database', async () => {
    await bringUp(database, format(RENAME), 'a', silent);
    expect(await bringUp(database, { id: 'other', migrations: [COUNT] }, 'a', silent)).toEqual({ from: 1, to: 2 });
    expect(await mark()).toMatchObject({ format: 2 });
  });
});
