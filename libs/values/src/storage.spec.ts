import { describe, expect, it } from 'vitest';
import { decodeWrite, type WriteOptions } from './decode-write.ts';
import { documentToCreate } from './document-to-create.ts';
import { emptySchema } from './schema-document.ts';
import { fieldsAddedBy, withFields } from './schema-growth.ts';
import { storedPath } from './stored-path.ts';
import { updateFor } from './update-for.ts';
import type { FieldType } from './field-type.ts';

const NOW = new Date('2026-11-23T04:31:08.531Z');
/** The time of old documents goes when the present one is written. */
const NO_OLD_TIME = { updatedAt: '' };
const TEAM = { __type: 'Pointer', className: 'Team', objectId: '4AV0K9CdLp' };
const TEAM_FIELD: FieldType = { type: 'Pointer', targetClass: 'Team' };
const WHEN = { __type: 'Date', iso: '2020-01-02T03:04:05.678Z' };
const LOCKED = { _rperm: [], _wperm: [], _acl: {} };

function created(body: unknown, className = 'Everything', options?: WriteOptions): Record<string, unknown> {
  const write = decodeWrite(body, 'create', options);
  const schema = emptySchema(className);
  return documentToCreate(withFields(schema, fieldsAddedBy(schema, write)), write, { objectId: 'xFngNy7wRq', now: NOW });
}

function updated(body: unknown, known: readonly (readonly [string, FieldType])[] = [], className = 'C') {
  const write = decodeWrite(body, 'update');
  const schema = withFields(emptySchema(className), new Map(known));
  return updateFor(withFields(schema, fieldsAddedBy(schema, write)), write, { now: NOW });
}

describe('documentToCreate', () => {
  it('writes the document of file 22 section 3.1', () => {
    const body = {
      aString: 'hi',
      aNumberInt: 1,
      aNumberFloat: 1.5,
      aBool: true,
      aDate: WHEN,
      anObject: { k: 1, when: WHEN, ptr: TEAM, geo: { __type: 'GeoPoint', latitude: 10, longitude: 20 } },
      anArray: [1, 's', null, WHEN, TEAM, { nested: true }, [1, 2], { __type: 'File', name: 'x_f.txt', url: 'http://h/x_f.txt' }],
      aGeo: { __type: 'GeoPoint', latitude: 41.9, longitude: 12.5 },
      aFile: { __type: 'File', name: 'x_f.txt', url: 'http://h/x_f.txt' },
      aPointer: TEAM,
      someBytes: { __type: 'Bytes', base64: 'aGVsbG8=' },
      aPolygon: { __type: 'Polygon', coordinates: [[0, 0], [0, 2], [2, 2]] }, // prettier-ignore
      aNull: null,
      aRelation: { __op: 'AddRelation', objects: [TEAM] },
    };
    expect(created(body)).toEqual({
      _id: 'xFngNy7wRq',
      aString: 'hi',
      aNumberInt: 1,
      aNumberFloat: 1.5,
      aBool: true,
      aDate: new Date(WHEN.iso),
      anObject: { k: 1, when: new Date(WHEN.iso), ptr: TEAM, geo: { __type: 'GeoPoint', latitude: 10, longitude: 20 } },
      anArray: [1, 's', null, new Date(WHEN.iso), TEAM, { nested: true }, [1, 2], { __type: 'File', name: 'x_f.txt', url: 'http://h/x_f.txt' }], // prettier-ignore
      aGeo: [12.5, 41.9],
      aFile: 'x_f.txt',
      _p_aPointer: 'Team$4AV0K9CdLp',
      someBytes: Buffer.from('hello'),
      aPolygon: { type: 'Polygon', coordinates: [[[0, 0], [2, 0], [2, 2], [0, 0]]] }, // prettier-ignore
      aNull: null,
      _created_at: NOW,
      _updated_at: NOW,
    });
  });

  it('OBJ-50 applies operations as on absent fields', () => {
    const body = {
      n: { __op: 'Increment', amount: 2 },
      a: { __op: 'Add', objects: ['x', 'x'] },
      u: { __op: 'AddUnique', objects: ['x', 'x'] },
      m: { __op: 'Remove', objects: ['x'] },
      d: { __op: 'Delete' },
    };
    expect(created(body)).toEqual({ _id: 'xFngNy7wRq', n: 2, a: ['x', 'x'], u: ['x'], m: [], _created_at: NOW, _updated_at: NOW });
  });

  it('stores the permission members it is given, and none otherwise', () => {
    const write = decodeWrite({ x: 1 }, 'create');
    const document = documentToCreate(emptySchema('C'), write, { objectId: 'a', now: NOW, acl: LOCKED });
    expect(document).toMatchObject(LOCKED);
    expect(Object.keys(created({ x: 1 }))).toEqual(['_id', 'x', '_created_at', '_updated_at']);
  });

  it('keeps the dates the maintenance key sends', () => {
    const document = created({ createdAt: '2020-01-01T00:00:00.000Z' }, 'C', { maintenance: true });
    expect(document).toMatchObject({ _created_at: new Date('2020-01-01T00:00:00.000Z'), _updated_at: NOW });
    expect(document).not.toHaveProperty('createdAt');
  });
});

describe('updateFor', () => {
  it('OBJ-58 says several operations in one update of plain operators', () => {
    const body = {
      s: 'x',
      n: { __op: 'Increment', amount: 0.5 },
      a: { __op: 'Add', objects: [TEAM, WHEN] },
      u: { __op: 'AddUnique', objects: [TEAM, 'x', 'x'] },
      d: { __op: 'Delete' },
      p: TEAM,
      r: { __op: 'AddRelation', objects: [TEAM] },
      'o.when': WHEN,
      'o.team': TEAM,
      'o.gone': { __op: 'Delete' },
    };
    expect(updated(body).update).toEqual({
      $set: { s: 'x', _p_p: 'Team$4AV0K9CdLp', 'o.when': new Date(WHEN.iso), 'o.team': TEAM, _updated_at: NOW },
      $inc: { n: 0.5 },
      $push: { a: { $each: [TEAM, new Date(WHEN.iso)] } },
      $addToSet: { u: { $each: [TEAM, 'x'] } },
      $unset: { d: '', 'o.gone': '', updatedAt: '' },
    });
  });

  it('writes and removes pointers, and their nulls, under their stored name', () => {
    expect(updated({ p: null }, [['p', TEAM_FIELD]]).update).toEqual({ $set: { _p_p: null, _updated_at: NOW }, $unset: NO_OLD_TIME });
    expect(updated({ p: { __op: 'Delete' } }, [['p', TEAM_FIELD]]).update).toEqual({
      $set: { _updated_at: NOW },
      $unset: { _p_p: '', p: '', updatedAt: '' },
    });
  });

  it('replaces the ACL when it is given one', () => {
    const update = updateFor(emptySchema('C'), decodeWrite({}, 'update'), { now: NOW, acl: LOCKED });
    expect(update).toEqual({ update: { $set: { ...LOCKED, _updated_at: NOW }, $unset: NO_OLD_TIME }, retry: undefined });
  });

  it('leaves times alone when the write shall show no trace', () => {
    const options = { now: NOW, keepsUpdatedAt: true };
    expect(updateFor(emptySchema('C'), decodeWrite({ n: 1 }, 'update'), options).update).toEqual({ $set: { n: 1 } });
    const remove = decodeWrite({ a: { __op: 'Remove', objects: [1] } }, 'update');
    const [stage] = updateFor(emptySchema('C'), remove, options).update as readonly { readonly $set: object }[];
    expect(Object.keys(stage?.$set ?? {})).toEqual(['a']);
  });

  it.each([
    ['Remove', { __op: 'Remove', objects: [1] }],
    ['AddUnique of a dictionary with two keys', { __op: 'AddUnique', objects: [1, { a: 1, b: 2 }] }],
    ['AddUnique of a file', { __op: 'AddUnique', objects: [{ __type: 'File', name: 'f' }] }],
  ])('is a pipeline for %s', (_what, change) => {
    expect(Array.isArray(updated({ a: change }).update)).toBe(true);
  });

  it.each([
    ['a plain value', 1],
    ['Increment', { __op: 'Increment', amount: 1 }],
    ['AddUnique of pointers', { __op: 'AddUnique', objects: [TEAM, { one: 1 }] }],
  ])('is made of operators for %s', (_what, change) => {
    expect(Array.isArray(updated({ a: change }).update)).toBe(false);
  });

  it('offers a retry only where a stored null could be in the way', () => {
    const offers = (body: unknown) => updated(body).retry !== undefined;
    expect(offers({ a: 1, b: { __op: 'Delete' } })).toBe(false);
    expect(offers({ 'o.b': { __op: 'Delete' } })).toBe(false);
    expect(offers({ a: { __op: 'Increment', amount: 1 } })).toBe(true);
    expect(offers({ a: { __op: 'Add', objects: [1] } })).toBe(true);
    expect(offers({ 'o.b': 1 })).toBe(true);
  });
});

describe('storedPath', () => {
  it.each([
    ['C', 'objectId', '_id'],
    ['C', 'createdAt', '_created_at'],
    ['C', 'updatedAt', '_updated_at'],
    ['C', 'team', '_p_team'],
    ['C', 'stats.wins.0', 'stats.wins.0'],
    ['C', 'plain', 'plain'],
    ['_Session', 'sessionToken', '_session_token'],
    ['_Session', 'user', '_p_user'],
    ['_User', 'authData.google.id', '_auth_data_google.id'],
    ['_Audience', 'lastUsed', '_last_used'],
    ['_Audience', 'timesUsed', 'times_used'],
    ['C', 'timesUsed', 'timesUsed'],
  ])('of %s.%s is %s', (className, path, stored) => {
    expect(storedPath(path, withFields(emptySchema(className), new Map([['team', TEAM_FIELD]])))).toBe(stored);
  });
});
