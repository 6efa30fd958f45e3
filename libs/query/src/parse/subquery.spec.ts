import { Pointer } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import { and, eq, EVERYTHING, gt, or } from '../build.ts';
import { dontSelect, inQuery, notInQuery, relatedTo, select } from '../build-asked.ts';
import { LOGICAL_DEPTH_MAX, QUERY_LIMITS, SUBQUERIES_MAX, SUBQUERY_DEPTH_MAX } from '../limits.ts';
import { parseWhere } from './where.ts';

const refused = expect.objectContaining({ kind: 'InvalidQuery', code: 102 }) as Error;
const codeOf = (where: unknown): number | undefined => {
  try {
    parseWhere(where);
    return undefined;
  } catch (error) {
    return (error as { code: number }).code;
  }
};

const everyPost = { className: 'Post', condition: EVERYTHING, order: [], limit: undefined, skip: 0 };

describe('$inQuery and $notInQuery', () => {
  it('QRY-12 QRY-13 read a query without any bound but its own', () => {
    expect(parseWhere({ post: { $inQuery: { className: 'Post', where: { image: { $gt: 1 } } } } })).toEqual(
      inQuery('post', { ...everyPost, condition: gt('image', 1) }),
    );
    expect(parseWhere({ post: { $notInQuery: { className: 'Post', where: {}, order: '-n,name', limit: 5, skip: 2 } } })).toEqual(
      notInQuery('post', {
        ...everyPost,
        order: [
          { field: 'n', descending: true },
          { field: 'name', descending: false },
        ],
        limit: 5,
        skip: 2,
      }),
    );
  });

  it('are not bounded by the largest limit of the app', () => {
    const limits = { ...QUERY_LIMITS, maxLimit: 10 };
    const where = { post: { $inQuery: { className: 'Post', where: {}, limit: 5_000 } } };
    expect(parseWhere(where, limits)).toEqual(inQuery('post', { ...everyPost, limit: 5_000 }));
  });

  it('pass over what only shows objects, as SDKs send it along', () => {
    const sent = { className: 'Post', where: {}, include: 'author', keys: 'title', count: 1, limit: null, readPreference: 'NEAREST' };
    expect(parseWhere({ post: { $inQuery: sent } })).toEqual(inQuery('post', everyPost));
  });

  it('are frozen all through', () => {
    const where = parseWhere({ post: { $inQuery: { className: 'Post', where: { a: 1 } } } });
    expect(where.kind === 'inQuery' && Object.isFrozen(where) && Object.isFrozen(where.subquery)).toBe(true);
  });

  it.each<[unknown, number]>([
    [{ where: {} }, 102],
    [{ className: '', where: {} }, 102],
    [{ className: 1, where: {} }, 102],
    [{ className: ['Post'], where: {} }, 102],
    [{ className: 'Post', where: 1 }, 102],
    [{ className: 'Post', where: null }, 102],
    [{ className: 'Post', where: [] }, 102],
    [{ className: 'Post', where: {}, nonsense: 1 }, 102],
    [{ className: 'Post', where: {}, redirectClassNameForKey: 5 }, 102],
    [{ className: 'Post', where: {}, limit: -1 }, 117],
    [{ className: 'Post', where: {}, skip: 'x' }, 118],
    [{ className: 'Post', where: {}, order: 5 }, 105],
    [{ className: 'Post', where: {}, order: '$score' }, 102],
    [{ className: 'Post', where: { $foo: 1 } }, 105],
    [{ className: 'Post', where: { 'a..b': 1 } }, 105],
    [{ className: 'Post', where: { a: { $where: '1' } } }, 107],
    [{ className: 'Post', where: { ACL: 1 } }, 102],
  ])('refuse %j', (subquery, code) => {
    expect(codeOf({ post: { $inQuery: subquery } })).toBe(code);
    expect(codeOf({ post: { $notInQuery: subquery } })).toBe(code);
    expect(codeOf({ home: { $select: { query: subquery, key: 'city' } } })).toBe(code);
  });
});

describe('$select and $dontSelect', () => {
  it('QRY-11 read a query and a key', () => {
    const query = { className: 'Post', where: {} };
    expect(parseWhere({ home: { $select: { query, key: 'city' } } })).toEqual(select('home', everyPost, 'city'));
    expect(parseWhere({ home: { $dontSelect: { query: { className: 'Post' }, key: 'o.k' } } })).toEqual(
      dontSelect('home', everyPost, 'o.k'),
    );
  });

  it('refuse anything but exactly these two', () => {
    const query = { className: 'Post', where: {} };
    for (const json of [{ query }, { key: 'city' }, { query, key: 1 }, { query, key: 'city', limit: 1 }, { query: 'Post', key: 'city' }]) {
      expect(() => parseWhere({ home: { $select: json } }), JSON.stringify(json)).toThrow(refused);
    }
    expect(codeOf({ home: { $select: { query, key: '$where' } } })).toBe(105);
    expect(codeOf({ home: { $select: { query, key: '_hashed_password' } } })).toBe(105);
  });
});

describe('$relatedTo', () => {
  const object = { __type: 'Pointer', className: 'Post', objectId: 'p' };

  it('QRY-17 reads an owner and the name of its relation, beside other constraints', () => {
    const members = relatedTo(new Pointer('Post', 'p'), 'likes');
    expect(parseWhere({ $relatedTo: { object, key: 'likes' } })).toEqual(members);
    expect(parseWhere({ $relatedTo: { object, key: 'likes' }, n: 1 })).toEqual(and(members, eq('n', 1)));
    expect(parseWhere({ $or: [{ $relatedTo: { object, key: 'likes' } }, { n: 1 }] })).toEqual(or(members, eq('n', 1)));
  });

  it('stands beside fields only', () => {
    expect(codeOf({ a: { $relatedTo: { object, key: 'likes' } } })).toBe(107);
    expect(codeOf({ $relatedTo: { object, key: '__proto__' } })).toBe(105);
  });
});

describe('bounds of subqueries', () => {
  const many = (count: number) => ({ $or: Array.from({ length: count }, () => ({ p: { $inQuery: { className: 'A', where: {} } } })) });
  const deep = (depth: number): object => (depth === 0 ? {} : { p: { $inQuery: { className: 'A', where: deep(depth - 1) } } });
  const nested = (depth: number): object => (depth === 0 ? { a: 1 } : { $and: [nested(depth - 1)] });

  it(`a query has ${SUBQUERIES_MAX}, those inside one another counted`, () => {
    expect(codeOf(many(SUBQUERIES_MAX))).toBeUndefined();
    expect(codeOf(many(SUBQUERIES_MAX + 1))).toBe(102);
    expect(codeOf({ ...many(SUBQUERIES_MAX - 2), ...deep(2) })).toBeUndefined();
    expect(codeOf({ ...many(SUBQUERIES_MAX - 2), ...deep(3) })).toBe(102);
  });

  it(`they are nested ${SUBQUERY_DEPTH_MAX} levels deep`, () => {
    expect(codeOf(deep(SUBQUERY_DEPTH_MAX))).toBeUndefined();
    expect(codeOf(deep(SUBQUERY_DEPTH_MAX + 1))).toBe(102);
  });

  it('each has groups of its own, and all together the constraints of one query', () => {
    const within = (where: object) => ({ p: { $inQuery: { className: 'A', where } } });
    expect(codeOf({ $and: [within(nested(LOGICAL_DEPTH_MAX))] })).toBeUndefined();
    expect(codeOf(within(nested(LOGICAL_DEPTH_MAX + 1)))).toBe(102);
    const fields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, n]));
    expect(codeOf({ ...fields(249), ...within(fields(250)) })).toBeUndefined();
    expect(codeOf({ ...fields(250), ...within(fields(250)) })).toBe(102);
  });
});
