import fc from 'fast-check';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  decodeValue,
  decodeWrite,
  emptySchema,
  encodeValue,
  fieldsAddedBy,
  restObject,
  sameValue,
  toStoredInterior,
  UPDATE_MISFIT_CODES,
  updateFor,
  withFields,
  writeResult,
  type FieldType,
  type Json,
  type ParseValue,
} from '@parlance/values';
import { fileUrl, nested } from './arbitraries.ts';

const { MongoClient } = mongoose.mongo;
interface Stored {
  _id: string;
  [member: string]: unknown;
}

const url = process.env['MONGODB_URL'];
if (url === undefined) throw new Error('MONGODB_URL must name a MongoDB server.');
const client = new MongoClient(url);
const database = client.db(`values_updates_${Math.random().toString(36).slice(2)}`);
const objects = database.collection<Stored>('C');

beforeAll(() => client.connect());
afterAll(async () => {
  await database.dropDatabase();
  await client.close();
});

/** Puts `body` on a stored object, as the data service does it. `form` is the update to use: the first one, or its retry. */
async function put(before: Record<string, unknown>, body: unknown, form: 'first' | 'retry', known: [string, FieldType][] = []) {
  const write = decodeWrite(body, 'update');
  const declared = withFields(emptySchema('C'), new Map(known));
  const schema = withFields(declared, fieldsAddedBy(declared, write));
  const { update, retry } = updateFor(schema, write, { now: new Date() });
  const _id = new mongoose.mongo.ObjectId().toHexString();
  await objects.insertOne({ _id, ...before });
  const sent = form === 'first' ? update : (retry?.() ?? update);
  try {
    const after = await objects.findOneAndUpdate({ _id }, sent, { returnDocument: 'after' });
    if (after === null) throw new Error('The object is gone.');
    const { objectId: _objectId, updatedAt: _updatedAt, ...object } = restObject(after, schema, { fileUrl });
    return { object, result: writeResult(after, schema, write, { fileUrl }) };
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoServerError)) throw error;
    expect(await objects.findOne({ _id })).toEqual({ _id, ...before });
    return { misfit: UPDATE_MISFIT_CODES.has(Number(error.code)) };
  }
}

const op = (name: string, operand: Json): Json =>
  name === 'Increment' ? { __op: name, amount: operand } : { __op: name, objects: operand };
const LIST: [string, FieldType][] = [['l', { type: 'Array' }]];

/** Stored members, body, members afterwards; written out for both forms of the update. */
const TABLE: readonly (readonly [title: string, before: Record<string, unknown>, body: Record<string, Json>, after: Record<string, Json>])[] = [
  ['OBJ-07 Increment on an absent field', {}, { n: op('Increment', 2) }, { n: 2 }],
  ['OBJ-09 Increment by -5 and 0.5', { n: 1, m: 1 }, { n: op('Increment', -5), m: op('Increment', 0.5) }, { n: -4, m: 1.5 }],
  ['OBJ-11 Add keeps order and duplicates', { l: [1, 'a'] }, { l: op('Add', ['a', 1]) }, { l: [1, 'a', 'a', 1] }],
  ['OBJ-11 Add on an absent field', {}, { l: op('Add', [null]) }, { l: [null] }],
  ['OBJ-12 AddUnique of known and new', { l: [1, 'a'] }, { l: op('AddUnique', ['a', 2, 2, 1.0]) }, { l: [1, 'a', 2] }],
  ['OBJ-12 AddUnique whatever the order of keys', { l: [{ b: 1, a: [{ d: 1, c: 2 }] }] }, { l: op('AddUnique', [{ a: [{ c: 2, d: 1 }], b: 1 }, { a: 1, b: 1 }]) }, { l: [{ b: 1, a: [{ d: 1, c: 2 }] }, { a: 1, b: 1 }] }],
  ['OBJ-14 Remove of all occurrences', { l: [1, 2, 1, [1], null] }, { l: op('Remove', [1, 'x']) }, { l: [2, [1], null] }],
  ['OBJ-14 Remove whatever the order of keys', { l: [{ b: 1, a: 2 }, { b: 1, a: 2, c: 3 }, { b: 1 }] }, { l: op('Remove', [{ a: 2, b: 1 }]) }, { l: [{ b: 1, a: 2, c: 3 }, { b: 1 }] }],
  ['OBJ-14 Remove on an absent field', {}, { l: op('Remove', [1]) }, { l: [] }],
  ['OBJ-16 Delete, of an absent field too', { a: 1, b: 2 }, { a: { __op: 'Delete' }, c: { __op: 'Delete' } }, { b: 2 }],
  ['OBJ-15 Add and Remove on different keys', { a: [1], b: [1] }, { a: op('Add', [2]), b: op('Remove', [1]) }, { a: [1, 2], b: [] }],
  ['a place of a list', { l: [1, 2] }, { 'l.1': 5 }, { l: [1, 5] }],
  ['a place beyond the end of a list', { l: [1] }, { 'l.3': 5 }, { l: [1, null, null, 5] }],
  ['members of dictionaries, made on the way', { o: { a: 1 } }, { 'o.b': 2, 'o.c.d': op('Increment', 1), 'p.q': 'x' }, { o: { a: 1, b: 2, c: { d: 1 } }, p: { q: 'x' } }],
  ['Delete of a member', { o: { a: 1, b: 2 } }, { 'o.a': { __op: 'Delete' }, l: op('Remove', []) }, { o: { b: 2 }, l: [] }],
  ['Delete of a member of nothing', {}, { 'o.a.b': { __op: 'Delete' }, l: op('Remove', []) }, { l: [] }],
  ['keys that look like places', { o: { 1: 'a', 2: 'b' } }, { 'o.1': 'c', l: op('Remove', []) }, { o: { 1: 'c', 2: 'b' }, l: [] }],
  ['an operation inside a list inside a dictionary', { o: { l: [{ k: 1 }, { k: 2 }] } }, { 'o.l.1.k': op('Increment', 5) }, { o: { l: [{ k: 1 }, { k: 7 }] } }],
]; // prettier-ignore

describe('updates on MongoDB', () => {
  for (const [title, before, body, after] of TABLE) {
    for (const form of ['first', 'retry'] as const) {
      it(`${title} (${form})`, async () => {
        const known = Object.keys(body).some((path) => path.startsWith('l.')) ? LIST : [];
        expect(await put(before, body, form, known)).toMatchObject({ object: after });
        expect((await put(before, body, form, known)).object).toEqual(after);
      });
    }
  }

  it.each<[Record<string, unknown>, Record<string, Json>, Record<string, Json>]>([
    [{ n: null }, { n: op('Increment', 2) }, { n: 2 }],
    [{ l: null }, { l: op('Add', [1]) }, { l: [1] }],
    [{ l: null }, { l: op('AddUnique', [1, 1]) }, { l: [1] }],
    [{ o: null }, { 'o.a': 1 }, { o: { a: 1 } }],
    [{ o: { a: null } }, { 'o.a.b': op('Increment', 1) }, { o: { a: { b: 1 } } }],
  ])('take the null in %j for absent when they are tried again with %j', async (before, body, after) => {
    expect(await put(before, body, 'first')).toEqual({ misfit: true });
    expect((await put(before, body, 'retry')).object).toEqual(after);
  });

  it('Remove takes null for an empty list', async () => {
    expect((await put({ l: null }, { l: op('Remove', [1]) }, 'first')).object).toEqual({ l: [] });
  });

  it.each<[Record<string, unknown>, Record<string, Json>]>([
    [{ n: 'text' }, { n: op('Increment', 1) }],
    [{ n: new Date(0) }, { n: op('Increment', 1) }],
    [{ n: [1] }, { n: op('Increment', 1) }],
    [{ l: 'text' }, { l: op('Add', [1]) }],
    [{ l: { a: 1 } }, { l: op('AddUnique', [1]) }],
    [{ l: 7 }, { l: op('AddUnique', [{ a: 1, b: 2 }]) }],
    [{ l: 'text' }, { l: op('Remove', [1]) }],
    [{ o: 'text' }, { 'o.a': 1 }],
    [{ o: 7 }, { 'o.a.b': op('Increment', 1) }],
  ])('OBJ-10 leave %j as it is, when the type of the stored value does not fit %j', async (before, body) => {
    expect(await put(before, body, 'first')).toEqual({ misfit: true });
    expect(await put(before, body, 'retry')).toEqual({ misfit: true });
  });

  describe('of long lists', () => {
    const numbers = (count: number, from = 0): number[] => Array.from({ length: count }, (_, n) => from + n);
    const mixed = (count: number): Json[] => numbers(count).flatMap((n): Json[] => [n, `text ${n}`, [n]]);

    it('cost one look at each value, and not one for each pair: 300,000 members, 10,000 operands', async () => {
      const before = { l: numbers(300_000).reverse() };
      const operands = [...numbers(5_000, 100), ...numbers(5_000, 1_000_000)];
      const begin = performance.now();
      const removed = await put(before, { l: op('Remove', operands) }, 'first');
      expect(removed.object?.['l']).toEqual([...numbers(294_900, 5_100).reverse(), ...numbers(100).reverse()]);
      const added = await put(before, { l: op('AddUnique', operands) }, 'first');
      expect(added.object?.['l']).toEqual([...before.l, ...numbers(5_000, 1_000_000)]);
      expect(performance.now() - begin).toBeLessThan(8_000);
    }, 20_000);

    it('keep order and repetitions, whatever the values are', async () => {
      const l = [...mixed(50), ...mixed(20)];
      const items = [...mixed(10), 'new', ...mixed(60).slice(150)];
      const isItem = (value: Json): boolean => items.some((item) => asText(item) === asText(value));
      expect((await put({ l }, { l: op('Remove', items) }, 'first')).object?.['l']).toEqual(l.filter((value) => !isItem(value)));
      const fresh = items.filter((item) => !l.some((value) => asText(item) === asText(value)));
      expect((await put({ l }, { l: op('AddUnique', items) }, 'first')).object?.['l']).toEqual([...l, ...fresh]);
      expect((await put({}, { l: op('AddUnique', items) }, 'first')).object?.['l']).toEqual(items);
      expect((await put({ l: null }, { l: op('AddUnique', items) }, 'first')).object?.['l']).toEqual(items);
      expect(await put({ l: 'text' }, { l: op('AddUnique', items) }, 'first')).toEqual({ misfit: true });
    });

    it('take many values out of a list with repetitions, as long as few enough are compared', async () => {
      const l = [...numbers(9_000), ...numbers(10)];
      expect((await put({ l }, { l: op('Remove', numbers(8_000, 5)) }, 'first')).object?.['l']).toEqual([
        ...numbers(5),
        ...numbers(995, 8_005),
        ...numbers(5),
      ]);
      expect(await put({ l: [...numbers(20_000), 1] }, { l: op('Remove', numbers(8_000)) }, 'first')).toEqual({ misfit: true });
      const long = numbers(1_000);
      const alike = (n: number): Json => [...long, n];
      const before = { l: [...numbers(1_000).map(alike), alike(1)] };
      expect(await put(before, { l: op('Remove', numbers(1_000).map(alike)) }, 'first')).toEqual({ misfit: true });
    });

    it('refuse dictionaries that would be compared more often than a database can be kept busy', async () => {
      const dictionaries = numbers(1_000).map((n) => ({ a: n, b: { c: n, d: 1 } }));
      const l = numbers(5_000).map((n) => ({ a: n, b: 0 }));
      for (const name of ['Remove', 'AddUnique']) {
        expect(await put({ l }, { l: op(name, dictionaries) }, 'first')).toEqual({ misfit: true });
        expect(await put({ l: l.slice(0, 1_000) }, { l: op(name, dictionaries) }, 'first')).toHaveProperty('object');
        expect(await put({ l }, { l: op(name, dictionaries.slice(0, 10)) }, 'first')).toHaveProperty('object');
      }
    });

    it('refuse many single places of a list that is copied for each', async () => {
      const l = numbers(200_000);
      const places = (count: number): Record<string, Json> => Object.fromEntries(numbers(count).map((n) => [`l.${150_000 + n}`, -1]));
      expect(await put({ l }, places(900), 'first', LIST)).toEqual({ misfit: true });
      expect((await put({ l }, places(2), 'first', LIST)).object?.['l']).toHaveLength(200_000);
    });
  });

  it('answers a nested operation nested', async () => {
    expect((await put({ o: { k: 5, other: 1 } }, { 'o.k': op('Increment', 1) }, 'first')).result).toEqual({ o: { k: 6 } });
  });

  it('OBJ-13 AddUnique and Remove have the equality of sameValue, for any stored and sent values', async () => {
    const lists = fc.tuple(fc.array(nested, { maxLength: 4 }), fc.array(nested, { maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(lists, async ([stored, others]) => {
        const sent = [...others, ...stored.slice(0, 2).map(reordered)];
        const members = decodeValue(stored) as readonly ParseValue[];
        const items = decodeValue(sent) as readonly ParseValue[];
        const before = { l: toStoredInterior(members) };
        const isSent = (member: ParseValue): boolean => items.some((item) => sameValue(member, item));
        const isMember = (item: ParseValue): boolean => members.some((member) => sameValue(member, item));

        const removed = await put(before, { l: op('Remove', sent) }, 'first');
        expect(asText(removed.object?.['l'])).toBe(
          asText(
            encodeValue(
              members.filter((member) => !isSent(member)),
              fileUrl,
            ),
          ),
        );

        const added = await put(before, { l: op('AddUnique', sent) }, 'first');
        const list = decodeValue(added.object?.['l']) as readonly ParseValue[];
        const fresh = items.filter((item, at) => !isMember(item) && items.findIndex((other) => sameValue(item, other)) === at);
        expect(list.length).toBe(members.length + fresh.length);
        expect(list.slice(members.length).every((value) => fresh.some((item) => sameValue(value, item)))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

/** The same value with the keys of every dictionary in reverse. Typed values keep their order, which we always write the same. */
function reordered(json: Json): Json {
  if (Array.isArray(json)) return (json as readonly Json[]).map(reordered);
  if (typeof json !== 'object' || json === null || Object.hasOwn(json, '__type')) return json;
  return Object.fromEntries(
    Object.entries(json)
      .reverse()
      .map(([key, value]) => [key, reordered(value)]),
  );
}

function asText(json: Json | undefined): string {
  return JSON.stringify(json);
}
