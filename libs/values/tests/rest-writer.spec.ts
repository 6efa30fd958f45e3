import fc from 'fast-check';
import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import {
  decodeWrite,
  documentToCreate,
  emptySchema,
  fieldsAddedBy,
  parseSchemaDocument,
  restObject,
  RestWriter,
  withFields,
  type ClassSchema,
  type Json,
  type ReadOptions,
} from '@parlance/values';
import { fileUrl, nested, number, typed } from './arbitraries.ts';

const { BSON } = mongoose.mongo;
const NOW = new Date('2026-11-23T04:31:08.531Z');
const SCHEMA = parseSchemaDocument({
  _id: 'C',
  when: 'date',
  dictionary: 'object',
  amount: 'number',
  place: 'geopoint',
  file: 'file',
  data: 'bytes',
  area: 'polygon',
  owner: '*Team',
  friends: 'relation<Team>',
}) as ClassSchema;

/** The writer's answer for the document, 'given up' where it leaves it to the caller. */
function printed(document: Uint8Array, schema: ClassSchema, options: ReadOptions): unknown {
  const writer = new RestWriter(schema, options);
  const done = writer.object(document);
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(writer.finish());
  if (done) return JSON.parse(text);
  expect(text).toBe('');
  return 'given up';
}

function read(document: Uint8Array, schema: ClassSchema, options: ReadOptions): unknown {
  return JSON.parse(JSON.stringify(restObject(BSON.deserialize(document), schema, options)));
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', '\\', '\0', '\n', '\u001f', '\u007f', '\u2028', 'é', '😀', 'a') }),
);
/** No NUL: no document can hold it in a name. */
const name = fc.oneof(
  text.filter((value) => !value.includes('\0')),
  fc.constantFrom('__type', 'name', 'url', 'iso', '$ref', '$id', 'sub_type', '__proto__', '0', 'type', 'coordinates'),
);
const pair = fc.array(fc.oneof(fc.double(), fc.integer()), { minLength: 1, maxLength: 3 });

/** Whatever the driver can store, whether Parse would or not. */
const scalar = fc.oneof(
  text,
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(null, undefined, -0, 'File', 'Date', 'Polygon', 'Team$a', 'Team$', '$a', 'aGVsbG8='),
  fc.date({ noInvalidDate: true }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => BSON.Long.fromBigInt(value)),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new BSON.ObjectId(bytes)),
  fc.tuple(fc.uint8Array({ maxLength: 20 }), fc.constantFrom(0, 2, 4, 128)).map(([bytes, type]) => new BSON.Binary(bytes, type)),
  fc.constantFrom(new BSON.Decimal128('1.5'), new BSON.MinKey(), new BSON.Timestamp(5n), /a/i, new BSON.Code('f')),
  pair,
);

const anything = fc.letrec<{ value: unknown; dictionary: unknown }>((tie) => ({
  dictionary: fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    nested,
    fc.array(tie('value'), { maxLength: 4 }),
    tie('dictionary'),
    fc.record({ __type: fc.constantFrom('File', 'Date', 'Odd', 'Pointer', 3), name: tie('value'), url: text }, { requiredKeys: [] }),
    fc.record({ type: fc.constant('Polygon'), coordinates: fc.array(fc.array(pair)) }),
  ),
})).value;

const member = fc.oneof(
  name,
  fc.constantFrom('_id', 'objectId', '_created_at', '_updated_at', 'createdAt', '_rperm', '_wperm', 'ACL', '_hashed_password', '_p_owner'),
  fc.constantFrom('owner', '_p_fresh', 'when', 'dictionary', 'amount', 'place', 'file', 'data', 'area', 'friends', 'constructor'),
);
const permissions = fc.array(fc.oneof(fc.constantFrom('*', 'role:A', 'user', '__proto__'), text), { maxLength: 4 });
const document = fc
  .tuple(fc.record({ _id: text, _rperm: permissions, _wperm: permissions }, { requiredKeys: [] }), fc.dictionary(member, anything))
  .map(([usual, members]) => BSON.serialize({ ...usual, ...members }, { ignoreUndefined: false }));

describe('RestWriter', () => {
  it('OBJ-21 prints what clients write as restObject shows it, by itself', () => {
    const fields = fc.record(
      { number, text, flag: fc.boolean(), dictionary: fc.record({ inside: nested }), list: fc.array(nested, { maxLength: 5 }), ...typed },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(fields, { minLength: 1, maxLength: 4 }), (bodies) => {
        for (const body of bodies) {
          const write = decodeWrite(JSON.parse(JSON.stringify(body)) as Record<string, Json>, 'create');
          const schema = withFields(emptySchema('C'), fieldsAddedBy(emptySchema('C'), write));
          const stored = BSON.serialize(documentToCreate(schema, write, { objectId: 'xWMyZ4YEGZ', now: NOW }));
          expect(printed(stored, schema, { fileUrl })).toEqual(read(stored, schema, { fileUrl }));
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['text with every escape', { name: '"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028é€😀', 'na"me\n😀': 1 }],
    [
      'numbers at their ends',
      { a: 0, b: -0, c: 2 ** 31 - 1, d: -(2 ** 31), e: 2 ** 53, f: 5e-324, g: 1.7976931348623157e308, h: 1e21, i: 0.1 },
    ],
    ['numbers JSON has not', { a: Number.NaN, b: Number.POSITIVE_INFINITY, c: Number.NEGATIVE_INFINITY }],
    ['Int64', { a: BSON.Long.MAX_VALUE, b: BSON.Long.MIN_VALUE, c: BSON.Long.fromNumber(2 ** 40) }],
    [
      'dates',
      { when: new Date(951_782_400_123), a: new Date(-1), b: new Date(8.64e15), c: new Date(-62_135_596_800_000), _created_at: NOW },
    ],
    [
      'an id that is an ObjectId',
      { _id: new BSON.ObjectId('6b03c18fdaf2a883fbfbdcc8'), a: [new BSON.ObjectId('6b03c18fdaf2a883fbfbdcc8')] },
    ],
    ['binary data', { data: Buffer.from('hello'), a: { b: [new BSON.Binary(Buffer.alloc(0), 128)] } }],
    ['a pointer', { _p_owner: 'Team$a$b', a: [{ __type: 'Pointer', className: 'Team', objectId: 'x' }] }],
    ['what is no pointer', { _p_owner: 'Team$', owner: null }],
    ['a point and an area', { place: [1.5, -2], area: { type: 'Polygon', coordinates: [[[0, 1], [2, 3.5], [0, 1]]] } }], // prettier-ignore
    [
      'files',
      {
        file: 'a é.txt',
        a: [
          { __type: 'File', name: 'b.txt', url: 'http://old/b.txt' },
          { name: 'c', __type: 'File' },
        ],
      },
    ],
    [
      'typed values',
      { a: { __type: 'Date', iso: 'x' }, b: { latitude: 1, __type: 'GeoPoint', longitude: [{ c: null }] }, c: { __type: 'Odd' } },
    ],
    ['access lists', { _rperm: ['*', 'role:A', '*'], _wperm: ['role:A', 'u'] }],
    ['one access list', { _wperm: [] }],
    ['internal members', { _hashed_password: 'x', _odd: 1, _p_: 'A$b' }],
    ['nothing', {}],
  ])('prints %s by itself', (_what, members) => {
    const stored = BSON.serialize(members);
    expect(printed(stored, SCHEMA, { fileUrl })).toEqual(read(stored, SCHEMA, { fileUrl }));
  });

  it('prints large and deep objects by itself', () => {
    let deep: unknown = 1;
    for (let depth = 0; depth < 150; depth++) deep = depth % 2 === 0 ? [deep] : { deep };
    const members = { deep, text: 'ü"'.repeat(1_000_000), list: Array.from({ length: 50_000 }, (_, at) => ({ at, text: `t${at}` })) };
    const stored = BSON.serialize(members);
    expect(printed(stored, SCHEMA, {})).toEqual(read(stored, SCHEMA, {}));
  });

  it.each([
    ['a Decimal128', { a: new BSON.Decimal128('1') }],
    ['damaged Bytes', { a: { buffer: { 0: 1 }, sub_type: 0, position: 1 } }],
    ['a reference', { a: { $ref: 'x', $id: 1 } }],
    ['a date of an old database', { createdAt: '2020-01-02T03:04:05Z' }],
    ['Bytes as a string', { data: 'aGVsbG8=' }],
    ['a stored date inside a typed one', { a: { __type: 'Date', iso: new Date(0) } }],
    ['access for many', { _rperm: Array.from({ length: 33 }, (_, at) => `user${at}`) }],
  ])('leaves %s to restObject, and goes on after it', (_what, members) => {
    const writer = new RestWriter(SCHEMA, {});
    expect(writer.object(BSON.serialize({ _id: 'x', ...members }))).toBe(false);
    expect(writer.object(BSON.serialize({ _id: 'y' }))).toBe(true);
    expect(JSON.parse(new TextDecoder().decode(writer.finish()))).toEqual(restObject({ _id: 'y' }, SCHEMA, {}));
  });

  it('leaves text that is no UTF-8 to the driver, which refuses it', () => {
    const stored = BSON.serialize({ a: 'xé' });
    stored[stored.length - 3] = 0x22; // the second byte of é
    expect(printed(stored, SCHEMA, {})).toBe('given up');
    expect(() => read(stored, SCHEMA, {})).toThrow();
  });

  it('shows internal members to nobody: what the maintenance key asks for is left to restObject', () => {
    const stored = BSON.serialize({ _id: 'x', _hashed_password: 'h' });
    expect(printed(stored, SCHEMA, { internal: true })).toBe('given up');
    expect(printed(stored, SCHEMA, { credentials: true })).toBe('given up');
    expect(printed(stored, SCHEMA, {})).not.toHaveProperty('_hashed_password');
  });

  it('does not let documents of other shapes confuse it', () => {
    const shapes = [
      { _id: '1', amount: 1, place: [1, 2] },
      { place: [3, 4], _id: '2' },
      { _id: '3', when: NOW, place: null },
      { amount: 4 },
    ];
    const stored = shapes.map((shape) => BSON.serialize(shape));
    for (const document of [...stored, ...stored.toReversed(), ...stored]) {
      expect(printed(document, SCHEMA, {})).toEqual(read(document, SCHEMA, {}));
    }
  });

  it('prints whatever a document holds as restObject shows it, or leaves it to that', () => {
    let printedByItself = 0;
    fc.assert(
      fc.property(document, fc.subarray(['when', 'ACL', 'friends', 'owner', 'fresh', 'objectId']), (stored, omitted) => {
        const expected: string[] = [];
        const seen: string[] = [];
        const options = { fileUrl, omit: omitted.length === 0 ? undefined : new Set(omitted) };
        const shown = read(stored, SCHEMA, { ...options, onUnknownMember: (unknown) => expected.push(unknown) });
        const result = printed(stored, SCHEMA, { ...options, onUnknownMember: (unknown) => seen.push(unknown) });
        if (result === 'given up') return;
        printedByItself++;
        expect(result).toEqual(shown);
        expect(seen.sort()).toEqual(expected.sort());
      }),
      { numRuns: 3_000 },
    );
    expect(printedByItself).toBeGreaterThan(500);
  });

  it('never prints what is no JSON, reads beyond a document or goes on for ever, whatever the bytes are', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(document, damage, fc.boolean(), (stored, changes, cut) => {
        const bytes = Uint8Array.from(stored);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const damaged = cut ? bytes.subarray(0, (changes[0]?.[0] ?? 0) % bytes.length) : bytes;
        let result: unknown;
        try {
          result = printed(damaged, SCHEMA, { fileUrl });
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        if (result === 'given up') return;
        const shown = shownOrRefused(damaged);
        if (shown !== undefined) expect(result).toEqual(shown);
      }),
      { numRuns: 5_000 },
    );
  });
});

/** Undefined where the driver refuses the bytes: it also looks into members that are not shown. */
function shownOrRefused(bytes: Uint8Array): unknown {
  try {
    return read(bytes, SCHEMA, { fileUrl });
  } catch {
    return undefined;
  }
}
