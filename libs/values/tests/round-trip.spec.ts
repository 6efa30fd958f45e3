import fc from 'fast-check';
import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import {
  decodeDocument,
  decodeWrite,
  documentToCreate,
  emptySchema,
  encodeValue,
  fieldsAddedBy,
  parseSchemaDocument,
  printSchemaDocument,
  restObject,
  withFields,
  type ClassSchema,
  type Json,
  type ParseValue,
} from '@parlance/values';
import { fileUrl, nested, number, typed } from './arbitraries.ts';

const { BSON } = mongoose.mongo;
const NOW = new Date('2026-11-23T04:31:08.531Z');

/** The answer of a read after a create of `body`, through real BSON and a printed and parsed schema. */
function roundTrip(body: Record<string, Json>): { readonly read: Record<string, Json>; readonly decoded: Record<string, ParseValue> } {
  const write = decodeWrite(JSON.parse(JSON.stringify(body)), 'create');
  const grown = withFields(emptySchema('C'), fieldsAddedBy(emptySchema('C'), write));
  const schema = parseSchemaDocument(printSchemaDocument(grown)) as ClassSchema;
  const document = documentToCreate(schema, write, { objectId: 'xWMyZ4YEGZ', now: NOW });
  const stored = BSON.deserialize(BSON.serialize(document));
  return { read: restObject(stored, schema, { fileUrl }), decoded: decodeDocument(stored, schema) };
}

describe('values through storage', () => {
  it('OBJ-21 every type survives as a field', () => {
    const fields = fc.record({
      number,
      text: fc.string({ unit: 'binary' }),
      flag: fc.boolean(),
      dictionary: fc.record({ inside: nested }),
      list: fc.array(nested, { maxLength: 5 }),
      ...typed,
    });
    fc.assert(
      fc.property(fields, (body) => {
        const { objectId, createdAt, updatedAt, ...read } = JSON.parse(JSON.stringify(roundTrip(body).read));
        expect({ objectId, createdAt, updatedAt }).toEqual({
          objectId: 'xWMyZ4YEGZ',
          createdAt: NOW.toISOString(),
          updatedAt: NOW.toISOString(),
        });
        expect(read).toEqual(JSON.parse(JSON.stringify(body)));
      }),
      { numRuns: 300 },
    );
  });

  it('OBJ-21 every value survives nested in lists and dictionaries', () => {
    fc.assert(
      fc.property(nested, (value) => {
        const { read } = roundTrip({ list: [value, [value]], dictionary: { inside: value } });
        expect(JSON.parse(JSON.stringify({ list: read['list'], dictionary: read['dictionary'] }))).toEqual(
          JSON.parse(JSON.stringify({ list: [value, [value]], dictionary: { inside: value } })),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('conditions see the object that answers show', () => {
    fc.assert(
      fc.property(fc.record({ dictionary: fc.record({ inside: nested }), list: fc.array(nested, { maxLength: 3 }), ...typed }), (body) => {
        const { read, decoded } = roundTrip(body);
        const { createdAt, updatedAt, ...others } = decoded;
        const encoded = { ...(encodeValue(others, fileUrl) as Record<string, Json>) };
        encoded['createdAt'] = (createdAt as Date).toISOString();
        encoded['updatedAt'] = (updatedAt as Date).toISOString();
        expect(JSON.parse(JSON.stringify(encoded))).toEqual(JSON.parse(JSON.stringify(read)));
      }),
      { numRuns: 300 },
    );
  });
});
