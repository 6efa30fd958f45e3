import { Pointer } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import { all, and, eq, EVERYTHING, exists, gte, isIn, lte, ne, notIn, or, regex } from '../build.ts';
import { CLASSIC_ALL_MAX, CONDITIONS_MAX, LOGICAL_DEPTH_MAX, OPERANDS_MAX, QUERY_DEPTH_MAX, QUERY_LIMITS } from '../limits.ts';
import { parseWhere } from './where.ts';

const refusalOf = (where: unknown, limits = QUERY_LIMITS): unknown => {
  try {
    parseWhere(where, limits);
  } catch (error) {
    const { kind, code, message } = error as { kind: string; code: number; message: string };
    return { kind, code, message };
  }
  return 'accepted';
};
const code = (where: unknown, limits = QUERY_LIMITS) => (refusalOf(where, limits) as { code?: number }).code;

describe('parseWhere', () => {
  it('reads an object, its text, or nothing', () => {
    expect(parseWhere({ a: 1 })).toEqual(eq('a', 1));
    expect(parseWhere('{"a":1}')).toEqual(eq('a', 1));
    expect(parseWhere(undefined)).toBe(EVERYTHING);
    expect(parseWhere({})).toBe(EVERYTHING);
  });

  it('QRY-05 joins operators and fields', () => {
    expect(parseWhere({ a: { $gte: 1, $lte: 2 }, b: 'x' })).toEqual(and(gte('a', 1), lte('a', 2), eq('b', 'x')));
  });

  it('decodes typed values', () => {
    expect(parseWhere({ p: { __type: 'Pointer', className: 'Team', objectId: 'a' } })).toEqual(eq('p', new Pointer('Team', 'a')));
  });

  it('takes dates as strings for createdAt and updatedAt only', () => {
    const iso = '2020-01-02T03:04:05.678Z';
    expect(parseWhere({ createdAt: { $gte: iso }, updatedAt: { $in: [iso] }, at: iso })).toEqual(
      and(gte('createdAt', new Date(iso)), isIn('updatedAt', [new Date(iso)]), eq('at', iso)),
    );
    expect(code({ createdAt: { $gt: 'yesterday' } })).toBe(102);
  });

  it.each([['text'], ['{"a":1'], [''], ['[]'], ['null'], ['1'], [[]], [null], [1], [true]])('QRY-50 refuses %j as where', (where) => {
    expect(refusalOf(where)).toEqual({ kind: 'InvalidJson', code: 107, message: 'where parameter is not valid JSON' });
  });

  it('QRY-50 refuses unknown operators by name', () => {
    expect(refusalOf({ a: { $foo: 1 } })).toEqual({ kind: 'InvalidJson', code: 107, message: 'bad constraint: $foo' });
    expect(refusalOf({ $where: '1' })).toEqual({ kind: 'InvalidFieldName', code: 105, message: 'Invalid key name: $where' });
    expect(code({ $gt: 1 })).toBe(105);
    expect(code({ $or: [{ $text: {} }] })).toBe(105);
    expect(code({ a: { $gt: 1, $foo: 1 } })).toBe(107);
    expect(refusalOf({ a: { $relativeTime: 'now' } })).toMatchObject({ code: 107, message: 'bad constraint: $relativeTime' });
  });

  it.each([
    ['$inQuery', 102, 107],
    ['$notInQuery', 102, 107],
    ['$select', 102, 108],
    ['$dontSelect', 102, 108],
    ['$nearSphere', 102, 102],
    ['$within', 107, 107],
    ['$geoWithin', 102, 102],
    ['$geoIntersects', 107, 107],
    ['$text', 107, 107],
  ])('refuses any other form of %s with %i, and nothing with %i', (operator, codeOfForms, codeOfNothing) => {
    for (const json of [{}, [], 1, true, { $x: 1 }, { className: 1 }, { query: {} }]) {
      expect(code({ a: { [operator]: json } })).toBe(codeOfForms);
    }
    for (const json of ['', null]) expect(code({ a: { [operator]: json } })).toBe(codeOfNothing);
  });

  it('refuses any other form of $relatedTo', () => {
    const object = { __type: 'Pointer', className: 'Post', objectId: 'p' };
    for (const json of [
      {},
      [],
      1,
      { object },
      { key: 'likes' },
      { object: 'p', key: 'likes' },
      { object, key: 1 },
      { object, key: 'likes', limit: 1 },
    ]) {
      expect(code({ $relatedTo: json })).toBe(102);
    }
    expect(code({ $relatedTo: { object, key: 'a..b' } })).toBe(105);
    expect(refusalOf({ $relatedTo: null })).toMatchObject({ code: 105, message: 'Invalid key name: $relatedTo' });
  });

  it.each([
    [{ a: [1, 'x', { k: 1 }] }, 'You cannot use 1,x,[object Object] as a query parameter.'],
    [{ a: { b: 1 } }, 'You cannot use [object Object] as a query parameter.'],
    [{ a: {} }, 'You cannot use [object Object] as a query parameter.'],
    [{ a: { __type: 'Relation', className: 'T' } }, 'You cannot use [object Object] as a query parameter.'],
    [{ a: { __type: 'Nonsense' } }, 'You cannot use [object Object] as a query parameter.'],
    [{ a: { __type: null } }, 'You cannot use [object Object] as a query parameter.'],
    [{ a: { $eq: [1] } }, 'bad atom: [1]'],
    [{ a: { $ne: { b: 1 } } }, 'bad atom: {"b":1}'],
    [{ a: { $gt: 1, b: 2 } }, 'bad atom: {"b":2}'],
    [{ a: { $lt: [1] } }, 'bad atom: [1]'],
    [{ a: { $gte: { b: 1 } } }, 'bad atom: {"b":1}'],
    [{ a: { $exists: {} } }, 'bad atom: {}'],
    [{ a: { $in: [{ __type: 'Nonsense' }] } }, 'bad atom: {"__type":"Nonsense"}'],
    [{ a: { $in: [{ $regex: 'x' }] } }, 'bad atom: {"$regex":"x"}'],
    [{ a: { $in: 1 } }, 'bad $in value'],
    [{ a: { $nin: { b: 1 } } }, 'bad $nin value'],
    [{ a: { $all: 'x' } }, 'bad $all value'],
    [{ a: { $containedBy: [[1]] } }, 'bad atom: [1]'],
    [{ a: { $containedBy: null } }, 'bad $containedBy: should be an array'],
    [{ a: { $ne: { $relativeTime: 'now' } } }, '$relativeTime can only be used with the $lt, $lte, $gt, and $gte operators'],
  ])("refuses what has the wrong shape in Parse Server's words: %j", (where, message) => {
    expect(refusalOf(where)).toEqual({ kind: 'InvalidJson', code: 107, message });
  });

  it('cuts values in refusals, and bounds how deep they are spelled', () => {
    const list: unknown[] = [];
    let inner = list;
    for (let depth = 0; depth < 100_000; depth++) inner.push((inner = []));
    for (const where of [{ a: list }, { a: { $eq: list } }, { a: { $gt: { b: list } } }]) {
      expect(refusalOf(where)).toMatchObject({ code: 107, message: expect.stringMatching(/^A query is nested/) });
    }
    const { message } = refusalOf({ a: Array.from({ length: 9_000 }, () => 1) }) as { message: string };
    expect(message.length).toBeLessThan(300);
  });

  it('takes operators out of the value that they were put into', () => {
    const pointer = { __type: 'Pointer', className: 'Team', objectId: 'a' };
    expect(parseWhere({ p: { ...pointer, $exists: true, $ne: null } })).toEqual(
      and(exists('p'), ne('p', null), eq('p', new Pointer('Team', 'a'))),
    );
    expect(refusalOf({ p: { ...pointer, $foo: 1 } })).toMatchObject({ code: 107, message: 'bad constraint: $foo' });
  });

  it('$exists takes what MongoDB takes for true and false', () => {
    for (const truth of [true, 1, -1, 'true', 'false', '']) expect(parseWhere({ a: { $exists: truth } })).toEqual(exists('a'));
    for (const lie of [false, 0, null]) expect(parseWhere({ a: { $exists: lie } })).toEqual(exists('a', false));
  });

  it.each([
    [{ a: { $in: [[[1]]] } }],
    [{ a: { $all: [[1]] } }],
    [{ a: { $gt: null } }],
    [{ a: { $gt: true } }],
    [{ a: { $lte: { __type: 'Pointer', className: 'T', objectId: 'x' } } }],
    [{ a: { __type: 'Date', iso: 'never' } }],
    [{ a: { __type: 'Pointer', className: 'T' } }],
    [{ a: { $in: [{ b: { $gt: 1 } }] } }],
    [{ a: { $in: [{ 'b.c': 1 }] } }],
    [{ a: { $in: [{ __op: 'Delete' }] } }],
    [{ a: { $options: 'i' } }],
    [{ a: { $gt: Infinity } }],
    [{ $or: {} }],
    [{ $or: [] }],
    [{ $nor: [] }],
    [{ $and: 'x' }],
    [{ $or: [1] }],
    [{ $or: [[]] }],
  ])('QRY-50 QRY-42 refuses operands of the wrong shape: %j', (where) => {
    expect(code(where)).toBe(102);
  });

  it('takes the values of a list in $in and $nin', () => {
    expect(parseWhere({ a: { $in: [1, [2, 3]] }, b: { $nin: [['x']] } })).toEqual(and(isIn('a', [1, 2, 3]), notIn('b', ['x'])));
    expect(code({ a: { $in: [Array.from({ length: OPERANDS_MAX }, () => 1), 1] } })).toBe(102);
  });

  it('refuses to ask for the ACL', () => {
    expect(refusalOf({ ACL: {} })).toEqual({ kind: 'InvalidQuery', code: 102, message: 'Cannot query on ACL.' });
    expect(code({ $or: [{ 'ACL.ann': 1 }] })).toBe(102);
  });

  it('reads $all of patterns, and refuses a mix', () => {
    expect(parseWhere({ a: { $all: [{ $regex: '^\\Qx\\E' }, { $regex: '^\\Qy\\E', $options: 'i' }] } })).toEqual(
      and(regex('a', '^\\Qx\\E'), regex('a', '^\\Qy\\E', 'i')),
    );
    for (const items of [
      [{ $regex: '^\\Qx\\E' }, 'y'],
      [{ $regex: 'x' }],
      [{ $regex: '^x' }],
      [{ $regex: '^\\Qx\\E', $gt: 1 }],
      [{ $regex: 1 }],
    ]) {
      expect(refusalOf({ a: { $all: items } })).toMatchObject({ code: 107 });
    }
    expect(refusalOf({ a: { $all: [{ $regex: '^an' }, 5] } })).toMatchObject({
      message: 'All $all values must be of regex type or none: /^an/,5',
    });
  });

  it('QRY-09 bounds $all under classicLimits only', () => {
    const items = Array.from({ length: CLASSIC_ALL_MAX }, (_, n) => n);
    const classic = { ...QUERY_LIMITS, classicLimits: true };
    expect(parseWhere({ a: { $all: items } }, classic)).toEqual(all('a', items));
    expect(code({ a: { $all: [...items, 9] } }, classic)).toBe(102);
    expect(code({ a: { $all: [...items, 9] } })).toBeUndefined();
  });

  it('QRY-52 takes the last of two equal keys', () => {
    expect(parseWhere('{"a":1,"a":2}')).toEqual(eq('a', 2));
  });
});

describe('bounds of a where', () => {
  const nestedOr = (levels: number): unknown => (levels === 0 ? { a: 1 } : { $or: [nestedOr(levels - 1)] });
  const nestedList = (depth: number): unknown => (depth === 0 ? 1 : { k: nestedList(depth - 1) });

  it(`lists hold ${OPERANDS_MAX} values`, () => {
    const items = Array.from({ length: OPERANDS_MAX }, (_, n) => n);
    expect(code({ a: { $in: items } })).toBeUndefined();
    expect(code({ a: { $in: [...items, 1] } })).toBe(102);
    expect(code({ a: { $nin: [...items, 1] } })).toBe(102);
  });

  it(`groups stand ${LOGICAL_DEPTH_MAX} levels deep`, () => {
    expect(code(nestedOr(LOGICAL_DEPTH_MAX))).toBeUndefined();
    expect(code(nestedOr(LOGICAL_DEPTH_MAX + 1))).toBe(102);
  });

  it(`there are ${CONDITIONS_MAX} constraints`, () => {
    const where = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, n]));
    expect(code(where(CONDITIONS_MAX))).toBeUndefined();
    expect(code(where(CONDITIONS_MAX + 1))).toBe(102);
    expect(code({ $or: Array.from({ length: CONDITIONS_MAX }, () => ({})) })).toBe(102);
  });

  it(`values are nested ${QUERY_DEPTH_MAX} levels deep`, () => {
    const around = 3; // the where, the operators, the list
    expect(code({ a: { $in: [nestedList(QUERY_DEPTH_MAX - around)] } })).toBeUndefined();
    expect(code({ a: { $in: [nestedList(QUERY_DEPTH_MAX - around + 1)] } })).toBe(107);
  });

  it('texts are Unicode', () => {
    expect(code({ a: '\ud800' })).toBe(107);
    expect(code({ a: { $in: [{ '\ud800': 1 }] } })).toBe(107);
    expect(code({ a: { $regex: '\ud800' } })).toBe(107);
    expect(parseWhere({ a: 'x\0' })).toEqual(eq('a', 'x\0'));
  });

  it('an or of one remembers that it has a branch', () => {
    expect(parseWhere({ $or: [{ a: 1 }] })).toEqual(or(eq('a', 1)));
  });
});
