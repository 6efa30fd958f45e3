import { readAccess } from '@parlance/acl';
import { eq, exists } from '@parlance/query';
import { emptySchema, type StoredDocument } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import { PointReads, pointOf } from './mongo-point-reads.ts';
import type { ObjectQuery } from './object.store.ts';

const EVERYBODY = readAccess({ kind: 'public' });
const ANN = readAccess({ kind: 'user', userId: 'ann', roles: [] });

/** Reads of a class that has the objects a, b and c, and what was asked of it. */
function reads(): { points: PointReads; asked: string[] } {
  const asked: string[] = [];
  const points = new PointReads(async (className, ids, access) => {
    asked.push(`${className} ${ids.join('+')} ${access.kind === 'some' ? access.acl?.anyOf.join() : access.kind}`);
    return ids.filter((id) => 'abc'.includes(id)).map((id): StoredDocument => ({ _id: id }));
  });
  return { points, asked };
}

describe('PointReads', () => {
  it('gathers the reads of a turn by class and access, and answers each with its object or nothing', async () => {
    const { points, asked } = reads();
    const get = (objectId: string, access = EVERYBODY, className = 'Game') => points.get(className, { objectId, access, timeMsMax: 9 });
    const found = await Promise.all([get('a'), get('no'), get('b', ANN), get('c'), get('a', EVERYBODY, 'Team')]);
    expect(found.map((document) => document?.['_id'])).toEqual(['a', undefined, 'b', 'c', 'a']);
    expect(asked).toEqual(['Game a+no+c ,*', 'Game b ,*,ann', 'Team a ,*']);
  });

  it('gives each asker of one object a document of his own', async () => {
    const { points } = reads();
    const [one, other] = await Promise.all([1, 2].map(() => points.get('Game', { objectId: 'a', access: EVERYBODY, timeMsMax: 9 })));
    expect(one).toEqual({ _id: 'a' });
    expect(other).toEqual(one);
    expect(other).not.toBe(one);
  });
});

describe('pointOf', () => {
  const query: ObjectQuery = {
    schema: emptySchema('Game'),
    condition: eq('objectId', 'a'),
    order: [],
    limit: 1,
    skip: 0,
    keys: undefined,
    excludeKeys: [],
  };

  it('knows a query of one whole object', () => {
    expect(pointOf(query)).toBe('a');
    expect(pointOf({ ...query, limit: 100 })).toBe('a');
  });

  it.each([
    ['another field', { condition: eq('name', 'a') }],
    ['another constraint', { condition: exists('objectId', true) }],
    ['no results', { limit: 0 }],
    ['later results', { skip: 1 }],
    ['a selection', { keys: ['name'] }],
    ['an exclusion', { excludeKeys: ['name'] }],
    ['a hint', { hint: '_id_' }],
    ['a comment', { comment: 'why' }],
    ['another member', { readPreference: 'secondary' as const }],
  ])('leaves a query that asks for %s to itself', (_what, change) => {
    expect(pointOf({ ...query, ...change })).toBeUndefined();
  });
});
