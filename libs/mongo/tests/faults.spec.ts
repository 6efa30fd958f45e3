import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { MongoConnections, pingHealth, readFrom, writeTo, type Collection, type Db } from '@parlance/mongo';
import { SeveredLink } from './severed-link.ts';

interface Thing {
  _id: string;
}

/** Ample for one write, on a busy machine. */
const ARRIVES_IN_MS = 10_000;

const uri = process.env['MONGODB_URL'] ?? '';
const name = `t${randomBytes(5).toString('hex')}`;
const direct = new MongoConnections({ appName: 'test' });
let real: Db;
beforeAll(async () => {
  real = await direct.database(uri, name);
  await real.createCollection('Thing');
});
afterAll(async () => {
  await real.dropDatabase();
  await direct.close();
});

describe('over a line that breaks', () => {
  let link: SeveredLink;
  let connections: MongoConnections;
  let things: Collection<Thing>;
  const insert = (id: string) => writeTo(things, 'insert', () => things.insertOne({ _id: id }));

  beforeEach(async () => {
    link = await SeveredLink.to(uri);
    connections = new MongoConnections({ appName: 'test', serverSelectionTimeoutMs: 2_000 });
    things = (await connections.database(link.uri, name)).collection<Thing>('Thing');
    await insert(randomBytes(8).toString('hex'));
  });
  afterEach(async () => {
    await link.cut().catch(() => undefined);
    await connections.close();
  });

  it('answers 503 to a write that was not sent, and to a read', async () => {
    await link.cut();
    // The read meets the broken connections; from then on the driver knows that there is no server.
    await expect(readFrom(things, 'find', () => things.findOne({}))).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
    await expect(insert('unsent')).rejects.toMatchObject({ kind: 'ServiceUnavailable', message: 'The database is unavailable.' });
    expect(await pingHealth(things.db, 200)).toBe(false);
    expect(await real.collection<Thing>('Thing').findOne({ _id: 'unsent' })).toBeNull();
  });

  it('answers 124 to a write that was sent, though the driver then only says that it found no server', async () => {
    link.holdAnswers();
    const failure = insert('sent').catch((error: unknown) => error);
    await vi.waitFor(async () => expect(await real.collection<Thing>('Thing').findOne({ _id: 'sent' })).not.toBeNull(), ARRIVES_IN_MS);
    await link.cut();
    const error = (await failure) as Error;
    expect(error).toMatchObject({ kind: 'RequestTimeout', code: 124 });
    expect((error.cause as Error).name).toBe('MongoServerSelectionError');
  });

  it('SEC-30 SEC-31 tells neither hosts nor passwords when a server cannot be reached', async () => {
    await link.cut();
    const withPassword = link.uri.replace(/^mongodb:\/\/([^@]*@)?/, 'mongodb://user:the-password@');
    const failure: unknown = await connections.connect(withPassword).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'ServiceUnavailable', message: 'The database is unavailable.' });
    const malformed: unknown = await connections.connect('mongodb://user:the-pass/word@').catch((error: unknown) => error);
    expect(String(malformed)).not.toContain('the-pass');
  });

  it('connects when the server is there again', async () => {
    await link.cut();
    const later = new MongoConnections({ appName: 'test', serverSelectionTimeoutMs: 100 });
    await expect(later.connect(link.uri)).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
    await expect(later.connect(link.uri)).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
    expect(await pingHealth(await later.database(uri, name), ARRIVES_IN_MS)).toBe(true);
    await later.close();
    await expect(later.connect(uri)).rejects.toThrow('closed');
  });
});

describe('the server’s own refusals', () => {
  it('answers 137 to a duplicate key', async () => {
    const things = real.collection<Thing>('Thing');
    const insert = () => writeTo(things, 'insert', () => things.insertOne({ _id: 'twice' }));
    await insert();
    await expect(insert()).rejects.toMatchObject({ kind: 'DuplicateValue', code: 137 });
  });

  it('answers 124 to a read over its time limit', async () => {
    const things = real.collection<Thing>('Slow');
    await things.insertOne({ _id: 'a' });
    const slow = () => things.find({ $where: 'sleep(2000) || true' }, { maxTimeMS: 50 }).toArray();
    await expect(readFrom(things, 'find', slow)).rejects.toMatchObject({ kind: 'RequestTimeout', code: 124 });
  });
});

it('shares one connection between all who ask for an address', async () => {
  const [one, two] = await Promise.all([direct.connect(uri), direct.connect(uri)]);
  expect(one).toBe(two);
});
