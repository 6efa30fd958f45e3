import mongoose from 'mongoose';
import { readAccess } from '@parlance/acl';
import { eq, exists, isIn } from '@parlance/query';
import { emptySchema, type StoredDocument } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import { PointReads, pointsOf } from './mongo-point-reads.ts';
import type { ObjectQuery } from './object.store.ts';

const { serialize } = mongoose.mongo.BSON;

const EVERYBODY = readAccess({ kind: 'public' });
const ANN = readAccess({ kind: 'user', userId: 'ann', roles: [] });

/** Reads of a class that has the objects a, b and c, and the list of the asked ids. */
function reads(): { points: PointReads; asked: string[] } {
  const asked: string[] = [];
  const points = new PointReads(async (className, ids, access) => {
    asked.push(`${className} ${ids.join('+')} ${access.kind === 'some' ? access.acl?.anyOf.join() : access.kind}`);
    return ids
      .filter((id) => 'abc'.includes(id))
      .sort()
      .map((id) => serialize({ _id: id, list: [1] }));
  });
  return { points, asked };
}

describe('PointReads', () => {
  it('gathers the reads of a turn by class and access, and answers each with its objects or nothing', async () => {
    const { points, asked } = reads();
    const get = async (ids: string, access = EVERYBODY, className = 'Game') => {
      const found = await points.get(className, { objectIds: ids.split('+'), access, timeMsMax: 9 });
      return found.map((document) => document['_id']).join('+');
    };
    const found = await Promise.all([get('a'), get('no'), get('b', ANN), get('c+no+a'), get('a', EVERYBODY, 'Team')]);
    expect(found).toEqual(['a', '', 'b', 'a+c', 'a']);
    expect(asked).toEqual(['Game a+no+c ,*', 'Game b ,*,ann', 'Team a ,*']);
  });

  it('gives each asker of one object a document of its own', async () => {
    const { points } = reads();
    const [[one], [other]] = (await Promise.all(
      ['a', 'a'].map((id) => points.get('Game', { objectIds: [id, 'b'], access: EVERYBODY, timeMsMax: 9 })),
    )) as [StoredDocument[], StoredDocument[]];
    expect(one).toEqual({ _id: 'a', list: [1] });
    expect(other).toEqual(one);
    expect(other?.['list']).not.toBe(one?.['list']);
  });
});

describe('pointsOf', () => {
  const query: ObjectQuery = {
    schema: emptySchema('Game'),
    condition: eq('objectId', 'a'),
    order: [],
    limit: 1,
    skip: 0,
    keys: undefined,
    excludeKeys: [],
  };
  const ids = (count: number) => Array.from({ length: count }, (_, n) => `id${n}`);

  it('knows a query of whole objects by their ids', () => {
    expect(pointsOf(query)).toEqual(['a']);
    expect(pointsOf({ ...query, limit: 100 })).toEqual(['a']);
    expect(pointsOf({ ...query, condition: isIn('objectId', ['a', 'b', 'a']), limit: 2 })).toEqual(['a', 'b']);
    expect(pointsOf({ ...query, condition: isIn('objectId', ids(100)), limit: 100 })).toHaveLength(100);
  });

  it.each([
    ['another field', { condition: eq('name', 'a') }],
    ['another constraint', { condition: exists('objectId', true) }],
    ['more ids than results', { condition: isIn('objectId', ['a', 'b']), limit: 1 }],
    ['ids in an order', { condition: isIn('objectId', ['a', 'b']), limit: 2, order: [{ field: 'score', descending: false }] }],
    ['no ids', { condition: isIn('objectId', []), limit: 2 }],
    ['ids that are none', { condition: isIn('objectId', ['a', null]), limit: 2 }],
    ['a great many ids', { condition: isIn('objectId', ids(101)), limit: 101 }],
    ['no results', { limit: 0 }],
    ['later results', { skip: 1 }],
    ['a selection', { keys: ['name'] }],
    ['an exclusion', { excludeKeys: ['name'] }],
    ['a hint', { hint: '_id_' }],
    ['a comment', { comment: 'why' }],
    ['another member', { readPreference: 'secondary' as const }],
  ])('leaves a query that asks for %s to itself', (_what, change) => {
    expect(pointsOf({ ...query, ...change })).toBeUndefined();
  });
});
