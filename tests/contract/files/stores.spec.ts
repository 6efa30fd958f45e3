import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { DiskFileStore, GridFsFileStore, s3Client, S3FileStore, type FileHead, type FileStore } from '@parlance/files/stores';
import { ParseError } from '@parlance/errors';
import { MongoConnections } from '@parlance/mongo';
import { testServers, uniqueName } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3Program, startS3Server } from './s3-server.ts';

const HEAD: FileHead = { type: 'image/png', sniffed: 'image/png', metadata: { by: 'me', nested: { a: [1] } }, tags: { of: 'Ulm' } };

/** A store with nothing in it, and how many pieces of files lie in it, whole or not. */
interface Opened {
  readonly store: FileStore;
  leftovers(): Promise<number>;
  close(): Promise<void>;
}

async function gridfs(prefix = ''): Promise<Opened> {
  const connections = new MongoConnections({ appName: 'test' });
  const name = uniqueName('files');
  const database = await connections.database(testServers().mongodbUrl, name);
  return {
    store: new GridFsFileStore(async () => database, prefix),
    leftovers: () => database.collection(`${prefix}fs.chunks`).countDocuments(),
    async close() {
      await database.dropDatabase();
      await connections.close();
    },
  };
}

async function disk(): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'parlance-files-'));
  return {
    store: new DiskFileStore(folder),
    leftovers: async () => (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function s3(program: string): Promise<Opened> {
  const server = await startS3Server(program);
  const client = s3Client({ ...server, region: 'us-east-1', pathStyle: true });
  const store = new S3FileStore(client, server.bucket, 'app');
  return {
    store,
    leftovers: async () => (await store.usage()).files + (await store.sweep(SOON)),
    close: server.close,
  };
}

const program = s3Program();
const STORES: readonly (readonly [string, () => Promise<Opened>])[] = [
  ['GridFS', () => gridfs()],
  ['GridFS with a prefix', () => gridfs('one_')],
  ['disk', disk],
  ...(program === undefined ? [] : [['S3', () => s3(program)] as const]),
];

const LONG_AGO = new Date(0);
const SOON = new Date(Date.now() + 600_000);

async function* parts(...all: readonly (Buffer | Error)[]): AsyncGenerator<Buffer> {
  for (const part of all) {
    if (part instanceof Error) throw part;
    yield part;
  }
}

describe.each(STORES)('the store %s', (_, open) => {
  let opened: Opened;
  let store: FileStore;
  beforeAll(async () => {
    opened = await open();
    store = opened.store;
  });
  afterAll(() => opened.close());

  it('FIL-04 gives back what was put into it, with its head', async () => {
    const bytes = randomBytes(700_001);
    const put = await store.put('a b@c~1.png', HEAD, parts(bytes.subarray(0, 1), bytes.subarray(1, 600_000), bytes.subarray(600_000)));
    expect(put).toMatchObject({ name: 'a b@c~1.png', storedBytes: bytes.length, head: HEAD });
    const found = await store.find('a b@c~1.png');
    expect(found).toMatchObject({ name: 'a b@c~1.png', version: put.version, storedBytes: bytes.length, head: HEAD });
    expect(put.version).toMatch(/^[\w-]+$/);
    expect((await buffer(store.read(found!, 0, bytes.length))).equals(bytes)).toBe(true);
    expect(Math.abs(found!.uploadedAt.getTime() - Date.now())).toBeLessThan(60_000);
  });

  it('FIL-17 reads any part of a file', async () => {
    const bytes = randomBytes(600_000);
    await store.put('part.bin', HEAD, parts(bytes));
    const found = (await store.find('part.bin'))!;
    const chunk = 255 << 10;
    for (const [from, to] of [
      [0, 1],
      [599_999, 600_000],
      [chunk - 1, chunk + 1],
      [chunk, 2 * chunk],
      [5, 5],
      [1, 599_999],
    ] as const) {
      expect((await buffer(store.read(found, from, to))).equals(bytes.subarray(from, to)), `${from}-${to}`).toBe(true);
    }
  });

  it('FIL-04 gives back small files that are stored, found and read at the same time', async () => {
    const bytes = Array.from({ length: 20 }, (_, index) => randomBytes(index * 1_000 + 1));
    await Promise.all(bytes.map((small, index) => store.put(`small-${index}.bin`, HEAD, small)));
    const found = await Promise.all([...bytes.map((_, index) => store.find(`small-${index}.bin`)), store.find('small.bin')]);
    expect(found.at(-1)).toBeUndefined();
    const read = await Promise.all(bytes.map(({ length }, index) => store.readWhole(found[index]!, index > 0 ? 1 : 0, length)));
    expect(read.map((small, index) => small.equals(bytes[index]!.subarray(index > 0 ? 1 : 0)))).toEqual(bytes.map(() => true));
    for (const index of bytes.keys()) await store.remove(`small-${index}.bin`);
  });

  it('keeps a file in a directory apart from another one', async () => {
    await store.put('some/where/x.txt', HEAD, parts(Buffer.from('there')));
    expect(await store.find('x.txt')).toBeUndefined();
    expect((await store.find('some/where/x.txt'))?.storedBytes).toBe(5);
    await store.remove('some/where/x.txt');
  });

  it('FIL-36 keeps nothing of an upload that breaks off, and passes its error on', async () => {
    const before = await opened.leftovers();
    const fault = new ParseError('FileTooLarge', 'too large');
    await expect(store.put('broken.bin', HEAD, parts(randomBytes(900_000), fault))).rejects.toBe(fault);
    expect(await store.find('broken.bin')).toBeUndefined();
    expect(await opened.leftovers()).toBe(before);
  });

  it('FIL-18 removes a file with all of its bytes, once', async () => {
    const before = await opened.leftovers();
    await store.put('gone.bin', HEAD, parts(randomBytes(600_000)));
    expect(await store.remove('gone.bin')).toBe(true);
    expect([await store.find('gone.bin'), await store.remove('gone.bin')]).toEqual([undefined, false]);
    expect(await opened.leftovers()).toBe(before);
  });

  it('lists all files in pages, and knows their number and size', async () => {
    const usage = await store.usage();
    for (let index = 0; index < 5; index++) await store.put(`list-${index}.txt`, HEAD, parts(Buffer.alloc(10, index)));
    const names: string[] = [];
    let after: string | undefined;
    do {
      const page = await store.list(after, 2);
      names.push(...page.files.map(({ name }) => name));
      after = page.next;
    } while (after !== undefined);
    expect(names.filter((name) => name.startsWith('list-')).sort()).toEqual([0, 1, 2, 3, 4].map((index) => `list-${index}.txt`));
    expect(new Set(names).size).toBe(names.length);
    expect(await store.usage()).toEqual({ files: usage.files + 5, bytes: usage.bytes + 50 });
  });

  it('FIL-23 hides a file, and gives it back whole or removes it with all of its bytes', async () => {
    const before = await opened.leftovers();
    const usage = await store.usage();
    const bytes = randomBytes(600_000);
    for (const name of ['in/aside.bin', 'aside-gone.bin']) {
      await store.put(name, HEAD, parts(bytes));
      expect([await store.setAside([name], LONG_AGO), await store.find(name)]).toEqual([0, expect.anything()]);
      expect([await store.setAside([name, 'nothing.bin'], SOON), await store.find(name)]).toEqual([1, undefined]);
      expect(await store.setAside([name], SOON)).toBe(0);
    }
    expect(await store.usage()).toEqual(usage);
    expect((await store.list(undefined, 1_000)).files.filter(({ name }) => name.includes('aside'))).toEqual([]);
    expect((await store.listAside(10)).map(({ name }) => name).sort()).toEqual(['aside-gone.bin', 'in/aside.bin']);
    expect(await store.sweep(SOON)).toBe(0);
    await store.putBack(['in/aside.bin']);
    await store.putBack(['in/aside.bin']);
    expect(await store.removeAside(['aside-gone.bin'])).toBe(1);
    expect(await store.listAside(10)).toEqual([]);
    const found = (await store.find('in/aside.bin'))!;
    expect([found.head, (await buffer(store.read(found, 0, bytes.length))).equals(bytes)]).toEqual([HEAD, true]);
    await store.remove('in/aside.bin');
    expect(await opened.leftovers()).toBe(before);
  });

  it("a file that is put back takes nobody else's place", async () => {
    await store.put('twice.txt', HEAD, parts(Buffer.from('before')));
    await store.setAside(['twice.txt'], SOON);
    await store.put('twice.txt', HEAD, parts(Buffer.from('after')));
    await store.putBack(['twice.txt']);
    const found = (await store.find('twice.txt'))!;
    expect((await buffer(store.read(found, 0, found.storedBytes))).toString()).toBe('after');
    expect(await store.listAside(10)).toEqual([]);
    await store.remove('twice.txt');
  });

  it('replaces the head and leaves the bytes', async () => {
    await store.put('head.txt', HEAD, parts(Buffer.from('as before')));
    const found = (await store.find('head.txt'))!;
    const head = { ...HEAD, encryption: { keyId: 'k', wrapped: 'w' } };
    await store.replaceHead(found, head);
    const after = (await store.find('head.txt'))!;
    expect(after.head).toEqual(head);
    expect((await buffer(store.read(after, 0, 9))).toString()).toBe('as before');
  });
});

it.runIf(program === undefined)(
  'the S3 store is not tested here: there is neither the server in the data folder nor Go to build it',
  () => {
    expect(program).toBeUndefined();
  },
);

describe('chunks that a killed process has left', () => {
  it('FIL-36 are found and removed by a sweep, and those of whole files are not', async () => {
    const opened = await gridfs();
    const connections = new MongoConnections({ appName: 'test' });
    try {
      const { store } = opened;
      await store.put('whole.bin', HEAD, parts(randomBytes(300_000)));
      const whole = await opened.leftovers();
      let went: (() => void) | undefined;
      const waiting = new Promise<void>((resolve) => (went = resolve));
      async function* hanging(): AsyncGenerator<Buffer> {
        yield randomBytes(3 << 20);
        await waiting;
        throw new Error('The process is killed.');
      }
      const put = store.put('partial.bin', HEAD, hanging()).catch(() => undefined);
      await expect.poll(() => opened.leftovers()).toBeGreaterThan(whole);
      expect(await store.find('partial.bin')).toBeUndefined();
      expect(await store.sweep(new Date(Date.now() - 60_000))).toBe(0);
      expect(await store.sweep(SOON)).toBe(1);
      expect(await opened.leftovers()).toBe(whole);
      went?.();
      await put;
    } finally {
      await connections.close();
      await opened.close();
    }
  });
});
