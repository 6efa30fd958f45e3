import { ParseError } from '@parlance/errors';
import { describe, expect, it } from 'vitest';
import { decodeWrite } from './decode-write.ts';
import { fieldTypeText } from './field-type.ts';
import { emptySchema, parseSchemaDocument } from './schema-document.ts';
import { fieldsAddedBy, withFields } from './schema-growth.ts';
import type { ClassSchema } from './schema.ts';

const KNOWN = parseSchemaDocument({
  _id: 'C',
  s: 'string',
  n: 'number',
  o: 'object',
  l: 'array',
  p: '*Team',
  r: 'relation<Team>',
  g: 'geopoint',
}) as ClassSchema;

const pointer = (className: string) => ({ __type: 'Pointer', className, objectId: 'a' });
const GEO = { __type: 'GeoPoint', latitude: 1, longitude: 2 };

function added(body: unknown, schema: ClassSchema = emptySchema('C')): Record<string, string> {
  const fields = fieldsAddedBy(schema, decodeWrite(body, 'update'));
  return Object.fromEntries([...fields].map(([name, type]) => [name, fieldTypeText(type)]));
}

function failure(body: unknown, schema: ClassSchema = KNOWN): unknown {
  try {
    return added(body, schema);
  } catch (error) {
    return error instanceof ParseError ? `${error.code} ${error.message}` : error;
  }
}

describe('fieldsAddedBy', () => {
  it('OBJ-53 infers the type of every kind of value', () => {
    const body = {
      s: 'x',
      n: 1,
      b: true,
      d: { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' },
      o: {},
      l: [],
      p: pointer('Team'),
      g: GEO,
      f: { __type: 'File', name: 'f.txt' },
      by: { __type: 'Bytes', base64: 'aGk=' },
      po: { __type: 'Polygon', coordinates: [[0, 0], [0, 1], [1, 1]] }, // prettier-ignore
      r: { __type: 'Relation', className: 'Team' },
    };
    expect(added(body)).toEqual({
      s: 'string',
      n: 'number',
      b: 'boolean',
      d: 'date',
      o: 'object',
      l: 'array',
      p: '*Team',
      g: 'geopoint',
      f: 'file',
      by: 'bytes',
      po: 'polygon',
      r: 'relation<Team>',
    });
  });

  it('locks the type of an operation by its result', () => {
    const body = {
      n: { __op: 'Increment', amount: 1 },
      a: { __op: 'Add', objects: [] },
      u: { __op: 'AddUnique', objects: [] },
      m: { __op: 'Remove', objects: [] },
      r: { __op: 'AddRelation', objects: [pointer('Team')] },
      'o.k': { __op: 'Increment', amount: 1 },
      d: { __op: 'Delete' },
      e: { __op: 'AddRelation', objects: [] },
    };
    expect(added(body)).toEqual({ n: 'number', a: 'array', u: 'array', m: 'array', r: 'relation<Team>', o: 'object' });
  });

  it('OBJ-23 null locks nothing and fits every field', () => {
    expect(added({ fresh: null })).toEqual({});
    expect(added({ s: null, n: null, o: null, l: null, p: null, g: null }, KNOWN)).toEqual({});
  });

  it.each([
    ['String', 's', 1, 'Number'],
    ['String', 's', { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' }, 'Date'],
    ['String', 's', [], 'Array'],
    ['String', 's', {}, 'Object'],
    ['String', 's', pointer('Team'), 'Pointer<Team>'],
    ['String', 's', { __op: 'Increment', amount: 1 }, 'Number'],
    ['Number', 'n', '1', 'String'],
    ['Number', 'n', { __op: 'Add', objects: [1] }, 'Array'],
    ['Object', 'o', [], 'Array'],
    ['Array', 'l', {}, 'Object'],
    ['Pointer<Team>', 'p', pointer('Other'), 'Pointer<Other>'],
    ['Pointer<Team>', 'p', { __type: 'Relation', className: 'Team' }, 'Relation<Team>'],
    ['Relation<Team>', 'r', { __op: 'AddRelation', objects: [pointer('Other')] }, 'Relation<Other>'],
    ['Relation<Team>', 'r', pointer('Team'), 'Pointer<Team>'],
    ['String', 's.k', 1, 'Object'],
    ['Array', 'l.k', 1, 'Object'],
    ['Pointer<Team>', 'p.objectId', 'x', 'Object'],
  ])('OBJ-22 OBJ-24 OBJ-37 refuses, where %s is expected in %s, the value %j', (expected, path, value, got) => {
    const field = path.split('.')[0];
    expect(failure({ [path]: value })).toBe(`111 schema mismatch for C.${field}; expected ${expected} but got ${got}`);
  });

  it('lets dotted keys into dictionaries and places of lists', () => {
    expect(failure({ 'o.k': 1, 'o.0': 1, 'l.0': 1, 'l.1.k': 2 })).toEqual({});
  });

  it('OBJ-41 refuses a second GeoPoint field in one object, and in a later one', () => {
    expect(failure({ first: GEO, second: GEO }, emptySchema('C'))).toMatch(/^111 C has a GeoPoint field already, first/);
    expect(failure({ second: GEO })).toMatch(/^111 C has a GeoPoint field already, g/);
    expect(failure({ g: GEO, nested: [GEO, GEO] })).toEqual({ nested: 'array' });
  });

  it('refuses a relation whose collection would have too long a name', () => {
    const relation = { __type: 'Relation', className: 'Team' };
    expect(failure({ ['f'.repeat(172)]: relation }, emptySchema('C'))).toHaveProperty('f'.repeat(172));
    expect(failure({ ['f'.repeat(173)]: relation }, emptySchema('C'))).toMatch(/^105 /);
  });

  it('ignores the fields only the maintenance key writes', () => {
    const write = decodeWrite({ _failed_login_count: 1, createdAt: '2020-01-01T00:00:00Z' }, 'update', { maintenance: true });
    expect(fieldsAddedBy(emptySchema('_User'), write).size).toBe(0);
  });

  it('makes a class in which the same write adds nothing more', () => {
    const write = decodeWrite({ a: 1, b: pointer('Team') }, 'create');
    const grown = withFields(emptySchema('C'), fieldsAddedBy(emptySchema('C'), write));
    expect(fieldsAddedBy(grown, write).size).toBe(0);
    expect(withFields(grown, new Map())).toBe(grown);
  });
});
