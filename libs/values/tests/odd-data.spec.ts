import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { decodeDocument, encodeValue, parseSchemaDocument, restObject, type ClassSchema, type Json } from '@parlance/values';

const { BSON } = mongoose.mongo;
const SCHEMA = parseSchemaDocument({
  _id: 'C',
  d: 'date',
  o: 'object',
  n: 'number',
  g: 'geopoint',
  f: 'file',
  b: 'bytes',
  p: '*Team',
}) as ClassSchema;
const OID = '6b03c18fdaf2a883fbfbdcc8';

/** A stored value as a document written by other hands may hold it, and how it is shown, in a column, inside, and without column. */
const TABLE: readonly (readonly [what: string, stored: unknown, shown: Json])[] = [
  ['an ObjectId', new BSON.ObjectId(OID), OID],
  ['a Decimal128', BSON.Decimal128.fromString('12.5'), 12.5],
  ['an Int64 within safe integers', BSON.Long.fromNumber(2 ** 40), 2 ** 40],
  ['an Int64 beyond them', BSON.Long.fromString('9223372036854775807'), 2 ** 63],
  ['a Double', new BSON.Double(1), 1],
  ['binary data', new BSON.Binary(Buffer.from('hello')), { __type: 'Bytes', base64: 'aGVsbG8=' }],
  ['binary data of another subtype', new BSON.Binary(Buffer.from('hello'), 128), { __type: 'Bytes', base64: 'aGVsbG8=' }],
  ['a UUID', new BSON.UUID('00112233-4455-6677-8899-aabbccddeeff'), { __type: 'Bytes', base64: 'ABEiM0RVZneImaq7zN3u/w==' }],
  ['a regular expression', /^a.b/i, '/^a.b/i'],
  ['code', new BSON.Code('return 1'), 'return 1'],
  ['a timestamp', new BSON.Timestamp({ t: 1, i: 2 }), '4294967298'],
  ['the smallest key', new BSON.MinKey(), null],
  ['the largest key', new BSON.MaxKey(), null],
  ['damaged Bytes', { buffer: { 0: 104, 1: 105 }, sub_type: 0, position: 2 }, { __type: 'Bytes', base64: 'aGk=' }],
  ['what only resembles damaged Bytes', { buffer: { 0: 'x' }, sub_type: 0, position: 1 }, { buffer: { 0: 'x' }, sub_type: 0, position: 1 }],
  ['a typed Date', { __type: 'Date', iso: '2020-01-02T03:04:05.000Z' }, { __type: 'Date', iso: '2020-01-02T03:04:05.000Z' }],
  [
    'a typed value of no known type',
    { __type: 'Odd', when: new Date(0) },
    { __type: 'Odd', when: { __type: 'Date', iso: '1970-01-01T00:00:00.000Z' } },
  ],
];

function stored(
  members: Record<string, unknown>,
  options: { promoteValues?: boolean; promoteBuffers?: boolean } = {},
): Record<string, unknown> {
  return BSON.deserialize(BSON.serialize(members, { ignoreUndefined: false }), options);
}

describe('data written by other hands', () => {
  for (const [what, value, shown] of TABLE) {
    for (const options of [{}, { promoteBuffers: true }]) {
      it(`shows ${what} wherever it is, with driver options ${JSON.stringify(options)}`, () => {
        const document = { ...stored({ o: { inside: [value] }, fresh: value, d: value }, options), _id: 'x' };
        expect(JSON.parse(JSON.stringify(restObject(document, SCHEMA, {})))).toEqual({
          objectId: 'x',
          o: { inside: [shown] },
          fresh: shown,
          d: shown,
        });
      });
    }

    it(`shows conditions the same of ${what}`, () => {
      const document = { ...stored({ o: { inside: [value] }, fresh: value, d: value }), _id: 'x' };
      const encoded = JSON.stringify(encodeValue(decodeDocument(document, SCHEMA)));
      expect(JSON.parse(encoded)).toEqual(JSON.parse(JSON.stringify(restObject(document, SCHEMA, {}))));
    });
  }

  it('reads numbers that the driver leaves in its own classes', () => {
    const members = stored({ n: 1, o: { int: 2, double: 1.5, long: BSON.Long.fromNumber(3) } }, { promoteValues: false });
    expect(restObject({ ...members, _id: 'x' }, SCHEMA, {})).toEqual({ objectId: 'x', n: 1, o: { int: 2, double: 1.5, long: 3 } });
  });

  it('shows ids that are no strings as strings', () => {
    expect(restObject(stored({ _id: new BSON.ObjectId(OID) }), SCHEMA, {})).toEqual({ objectId: OID });
    expect(restObject(stored({ _id: 1 }), SCHEMA, {})).toEqual({ objectId: '1' });
  });

  it('SEC-01 lets no stored key reach a prototype', () => {
    const document = BSON.deserialize(
      BSON.serialize(JSON.parse('{"o":{"__proto__":{"polluted":1},"when":{"__proto__":{"polluted":1}}},"__proto__":{"polluted":1}}')),
    );
    const read = restObject({ ...document, when: new Date(0) }, SCHEMA, {});
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(read['polluted']).toBeUndefined();
  });
});
