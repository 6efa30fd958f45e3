import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { GridFsFileStore, type FileHead } from '@parlance/files/stores';
import { MongoConnections, ObjectId, type Db } from '@parlance/mongo';
import { testServers, uniqueName } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const HEAD: FileHead = { type: 'text/plain', metadata: {}, tags: {} };

describe('small files in GridFS, several at a time', () => {
  const connections = new MongoConnections({ appName: 'test' });
  let database: Db;
  let store: GridFsFileStore;
  beforeAll(async () => {
    database = await connections.database(testServers().mongodbUrl, uniqueName('small'));
    store = new GridFsFileStore(async () => database, '');
    await store.put('first.txt', HEAD, Buffer.from('first')); // makes the indexes
    await database.command({ profile: 2 });
  });
  afterAll(async () => {
    await database.dropDatabase();
    await connections.close();
  });

  /** The commands on the files of the database, by the server's own record, since the last call. */
  async function sent(): Promise<readonly string[]> {
    const profile = database.collection('system.profile');
    const all = await profile.find({ ns: { $regex: /\.fs\.(files|chunks)$/ } }).toArray();
    await database.command({ profile: 0 });
    await profile.drop();
    await database.command({ profile: 2 });
    return all.map(({ op, ns }) => `${String(op)} ${String(ns).replace(/^.*?\./, '')}`).sort();
  }

  it('FIL-04 share one command of each kind, and each gets its own bytes', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `shared-${index}.txt`);
    await sent();
    await Promise.all(names.map((name) => store.put(name, HEAD, Buffer.from(`the bytes of ${name}`))));
    const inserts = await sent();
    expect(new Set(inserts)).toEqual(new Set(['insert fs.chunks', 'insert fs.files']));
    const found = await Promise.all(names.map((name) => store.find(name)));
    const read = await Promise.all(found.map((file) => store.readWhole(file!, 0, file!.storedBytes)));
    expect(read.map(String)).toEqual(names.map((name) => `the bytes of ${name}`));
    expect(await sent()).toEqual(['query fs.chunks', 'query fs.files']);
  });

  it.each([2, 150])('FIL-02 the newest of %i files of one name is found, alone and beside others', async (count) => {
    const name = `again-${count}.txt`;
    const uploads = Array.from({ length: count }, (_, index) => ({
      ...{ _id: new ObjectId(), filename: name, length: 1, chunkSize: 261_120, metadata: {} },
      uploadDate: new Date(Date.UTC(2026, 0, 1, 0, 0, (index * 7) % count)),
    }));
    await database.collection('fs.files').insertMany(uploads);
    const newest = uploads.find(({ uploadDate }) => uploadDate.getUTCSeconds() + uploadDate.getUTCMinutes() * 60 === count - 1);
    const found = await Promise.all(['first.txt', name, 'missing.txt', name].map((wanted) => store.find(wanted)));
    expect(found.map((file) => file?.version)).toEqual([
      expect.any(String),
      newest?._id.toHexString(),
      undefined,
      newest?._id.toHexString(),
    ]);
    expect((await store.find(name))?.version).toBe(newest?._id.toHexString());
  });

  it('FIL-36 a command that fails leaves nothing of any of its files, and what follows is stored', async () => {
    const chunks = await database.collection('fs.chunks').countDocuments();
    await database.command({ collMod: 'fs.files', validator: { filename: { $ne: 'refused.txt' } } });
    const names = ['one.txt', 'refused.txt', 'two.txt'];
    const outcomes = await Promise.allSettled(names.map((name) => store.put(name, HEAD, Buffer.from(name))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await Promise.all(names.map((name) => store.find(name)))).toEqual([undefined, undefined, undefined]);
    expect(await database.collection('fs.chunks').countDocuments()).toBe(chunks);
    await store.put('one.txt', HEAD, Buffer.from('one.txt'));
    expect((await store.find('one.txt'))?.storedBytes).toBe(7);
  });

  it('FIL-04 a file of small chunks, as another program may have stored it, is read whole and in part', async () => {
    const _id = new ObjectId();
    const bytes = randomBytes(700);
    const chunks = Array.from(bytes, (_, n) => ({ files_id: _id, n, data: bytes.subarray(n, n + 1) }));
    await database.collection('fs.chunks').insertMany(chunks);
    const document = { _id, filename: 'foreign.bin', length: bytes.length, chunkSize: 1, uploadDate: new Date() };
    await database.collection('fs.files').insertOne(document);
    const file = (await store.find('foreign.bin'))!;
    expect((await buffer(store.read(file, 0, 700))).equals(bytes)).toBe(true);
    expect((await store.readWhole(file, 450, 650)).equals(bytes.subarray(450, 650))).toBe(true);
  });

  it('a file whose chunk is missing is told to be so', async () => {
    await store.put('hollow.txt', HEAD, Buffer.from('hollow'));
    const file = (await store.find('hollow.txt'))!;
    await database.collection('fs.chunks').deleteMany({ files_id: new ObjectId(file.version) });
    await expect(store.readWhole(file, 0, 6)).rejects.toThrow(expect.objectContaining({ kind: 'ServiceUnavailable' }));
  });
});
