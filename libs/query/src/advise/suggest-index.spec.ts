import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptySchema, FIELD_TYPES, GeoPoint, withFields, type FieldType } from '@parlance/values';
import {
  and,
  eq,
  EVERYTHING,
  exists,
  gt,
  isIn,
  lt,
  ne,
  near,
  notIn,
  or,
  regex,
  text,
  withinBox,
  withinCircle,
  withinPolygon,
  type Condition,
  type OrderTerm,
} from '../index.ts';
import { rewritingHints } from './rewriting-hints.ts';
import { suggestIndex } from './suggest-index.ts';
import type { IndexKey } from './index-key.ts';

const SCHEMA = withFields(
  emptySchema('Game'),
  new Map<string, FieldType>([
    ['score', FIELD_TYPES.Number],
    ['age', FIELD_TYPES.Number],
    ['playerName', FIELD_TYPES.String],
    ['at', FIELD_TYPES.Date],
    ['done', FIELD_TYPES.Boolean],
    ['tags', FIELD_TYPES.Array],
    ['others', FIELD_TYPES.Array],
    ['stats', FIELD_TYPES.Object],
    ['place', FIELD_TYPES.GeoPoint],
    ['team', { type: 'Pointer', targetClass: 'Team' }],
  ]),
);
const by = (...fields: string[]): OrderTerm[] =>
  fields.map((field) => ({ field: field.replace(/^-/, ''), descending: field.startsWith('-') }));
const names = (...texts: string[]): readonly string[] => texts;

interface Row {
  readonly title: string;
  readonly where: Condition;
  readonly order?: OrderTerm[];
  readonly index: IndexKey | undefined;
}

const rows: Row[] = [
  { title: 'equality before contained-in', where: and(isIn('playerName', names('a')), eq('score', 1)), index: { score: 1, playerName: 1 } },
  {
    title: 'equality by type: array, pointer, date, text, number, others',
    where: and(eq('score', 1), eq('playerName', 'x'), eq('tags', 'x'), eq('at', new Date(0))),
    index: { tags: 1, at: 1, playerName: 1, score: 1 },
  },
  { title: 'a boolean last among equals', where: and(eq('done', true), eq('score', 1)), index: { score: 1, done: 1 } },
  { title: 'a boolean behind the order', where: eq('done', true), order: by('-score'), index: { score: -1, _id: -1, done: 1 } },
  { title: 'a boolean behind the range', where: and(eq('done', true), gt('age', 1)), index: { age: 1, done: 1 } },
  { title: 'nothing for a boolean alone', where: eq('done', true), index: undefined },
  {
    title: 'equality, order, range',
    where: and(gt('age', 1), eq('score', 1)),
    order: by('playerName'),
    index: { score: 1, playerName: 1, _id: 1, age: 1 },
  },
  { title: 'a range that is the order too', where: gt('age', 1), order: by('-age'), index: { age: -1, _id: -1 } },
  { title: 'an anchored pattern as a range', where: and(regex('playerName', '^a'), eq('score', 1)), index: { score: 1, playerName: 1 } },
  { title: 'a range before a prefix', where: and(regex('playerName', '^a'), lt('age', 1)), index: { age: 1 } },
  { title: 'one array at most', where: and(eq('tags', 'x'), eq('others', 'y'), eq('score', 1)), index: { others: 1, score: 1 } },
  { title: 'no second array for the order', where: eq('tags', 'x'), order: by('others'), index: { tags: 1 } },
  { title: 'a path as if it led to a list', where: and(eq('tags', 'x'), eq('stats.wins', 1)), index: { tags: 1 } },
  { title: 'the stored name of a pointer', where: eq('team', null), index: { _p_team: 1 } },
  { title: 'the order alone', where: EVERYTHING, order: by('score'), index: { score: 1, _id: 1 } },
  { title: 'an order without what is equal anyway', where: eq('score', 1), order: by('score', 'age'), index: { score: 1, age: 1, _id: 1 } },
  { title: 'the first branch of an or', where: or(eq('playerName', 'x'), gt('age', 1)), index: { age: 1 } },
  { title: 'what stands beside an or', where: and(or(eq('playerName', 'x'), gt('age', 1)), eq('score', 1)), index: { score: 1 } },
  { title: 'nothing for an id', where: and(eq('objectId', 'x'), eq('score', 1)), index: undefined },
  { title: 'nothing for a walk along ids', where: gt('objectId', 'x'), order: by('objectId'), index: undefined },
  { title: 'nothing for not-equal', where: ne('score', 1), index: undefined },
  { title: 'nothing for not-contained-in', where: notIn('score', [1]), index: undefined },
  { title: 'nothing for a pattern that is not anchored', where: regex('playerName', 'a'), index: undefined },
  { title: 'nothing for absence', where: exists('score', false), index: undefined },
  { title: 'nothing for everything', where: EVERYTHING, index: undefined },
];

describe('suggestIndex', () => {
  it.each(rows)('PER-10 suggests $title', ({ where, order = [], index }) => {
    const advice = suggestIndex(where, order, SCHEMA);
    expect(Object.entries(advice?.index ?? {})).toEqual(Object.entries(index ?? {}));
    expect(advice === undefined).toBe(index === undefined);
  });

  it('says why in the names that people use', () => {
    const where = and(eq('team', null), gt('age', 1));
    expect(suggestIndex(where, by('-createdAt'), SCHEMA)).toEqual({
      index: { _p_team: 1, _created_at: -1, _id: -1, age: 1 },
      why: 'Equality on team, then the order -createdAt, then the range of age.',
    });
  });

  it.each<[string, Condition, OrderTerm[], IndexKey[]]>([
    ['itself', eq('score', 1), [], [{ score: 1 }]],
    ['a longer one', eq('score', 1), [], [{ score: -1, age: 1 }]],
    ['its equalities in another order', and(eq('score', 1), eq('age', 1)), [], [{ score: 1, age: 1 }]],
    ['the order backwards', EVERYTHING, by('-score'), [{ score: 1, _id: 1 }]],
    ['one of several', eq('score', 1), by('age'), [{ age: 1 }, { score: 1, age: 1, _id: 1 }]],
    ['an index for each branch', or(eq('score', 1), eq('age', 1)), [], [{ score: 1 }, { age: 1 }]],
  ])('suggests nothing that %s serves already', (_title, where, order, keys) => {
    expect(
      suggestIndex(
        where,
        order,
        SCHEMA,
        keys.map((key) => ({ key, unique: false })),
      ),
    ).toBeUndefined();
  });

  it.each<[string, Condition, OrderTerm[], IndexKey]>([
    ['only begins', and(eq('score', 1), gt('age', 1)), [], { score: 1 }],
    ['begins with something else', eq('score', 1), [], { age: 1, score: 1 }],
    ['turns in the order', EVERYTHING, by('-score', 'age'), { score: 1, age: 1, _id: 1 }],
  ])('still suggests when an index %s', (_title, where, order, key) => {
    expect(suggestIndex(where, order, SCHEMA, [{ key, unique: false }])).toBeDefined();
  });

  it('takes a unique index for enough when all it holds is asked for', () => {
    const where = and(eq('playerName', 'x'), eq('score', 1));
    expect(suggestIndex(where, [], SCHEMA, [{ key: { playerName: 1 }, unique: true }])).toBeUndefined();
    expect(suggestIndex(where, [], SCHEMA, [{ key: { playerName: 1 }, unique: false }])).toBeDefined();
  });

  it('a list of more values than MongoDB merges in order is a range', () => {
    const many = isIn(
      'score',
      Array.from({ length: 201 }, (_, n) => n),
    );
    expect(Object.keys(suggestIndex(many, by('age'), SCHEMA)!.index)).toEqual(['age', '_id', 'score']);
    expect(Object.keys(suggestIndex(isIn('score', [1, 2]), by('age'), SCHEMA)!.index)).toEqual(['score', 'age', '_id']);
  });

  it('PER-10 suggests the same however the constraints are written', () => {
    const parts = [eq('score', 1), isIn('playerName', names('a')), eq('team', null), gt('age', 1), eq('done', true), ne('at', null)];
    const expected = suggestIndex(and(...parts), [], SCHEMA)?.index;
    fc.assert(
      fc.property(fc.shuffledSubarray(parts, { minLength: parts.length }), (shuffled) => {
        expect(suggestIndex(and(...shuffled), [], SCHEMA)?.index).toEqual(expected);
      }),
    );
  });
});

describe('suggestIndex for constraints with indexes of their own', () => {
  const point = new GeoPoint(1, 2);
  const corner = new GeoPoint(5, 6);
  const words = text('playerName', 'x');

  it.each<[string, Condition, IndexKey]>([
    ['near', near('place', point), { place: '2dsphere' }],
    ['near, beside others', and(eq('score', 1), near('place', point)), { place: '2dsphere' }],
    ['a circle', withinCircle('place', point, 1), { place: '2dsphere' }],
    ['a box', withinBox('place', point, corner), { place: '2d' }],
    ['a polygon', withinPolygon('place', [point, corner, new GeoPoint(3, 9)]), { place: '2d' }],
    ['text', words, { playerName: 'text' }],
  ])('suggests one for %s, unless it is there', (_title, where, index) => {
    expect(suggestIndex(where, [], SCHEMA)?.index).toEqual(index);
    expect(suggestIndex(where, [], SCHEMA, [{ key: { place: 1, playerName: 1 }, unique: false }])?.index).toEqual(index);
    expect(suggestIndex(where, [], SCHEMA, [{ key: index, unique: false }])).toBeUndefined();
  });

  it('knows a text index as MongoDB lists it, and a flat one as enough for a circle', () => {
    expect(suggestIndex(words, [], SCHEMA, [{ key: { _fts: 'text', _ftsx: 1 }, unique: false }])).toBeUndefined();
    expect(suggestIndex(withinCircle('place', point, 1), [], SCHEMA, [{ key: { place: '2d' }, unique: false }])).toBeUndefined();
    expect(suggestIndex(near('place', point), [], SCHEMA, [{ key: { place: '2d' }, unique: false }])).toBeDefined();
  });
});

describe('rewritingHints', () => {
  it.each<[Condition, string]>([
    [ne('score', 1), 'contained-in'],
    [notIn('score', [1]), 'contained-in'],
    [exists('score', false), 'absence of score'],
    [regex('playerName', 'x'), 'without a fixed start'],
    [regex('playerName', '^x', 'i'), 'ignores case'],
    [eq('done', true), 'A boolean (done)'],
  ])('PER-06 tells how to ask %j otherwise', (where, hint) => {
    expect(rewritingHints(where, SCHEMA).join(' ')).toContain(hint);
  });

  it('has nothing to say about what an index serves', () => {
    expect(rewritingHints(and(eq('score', 1), regex('playerName', '^x')), SCHEMA)).toEqual([]);
  });

  it('names a constraint once and no more than five', () => {
    const fields = ['score', 'age', 'playerName', 'at', 'team', 'stats'];
    expect(rewritingHints(or(ne('score', 1), ne('score', 2)), SCHEMA)).toHaveLength(1);
    expect(rewritingHints(and(...fields.map((field) => ne(field, null))), SCHEMA)).toHaveLength(5);
  });
});
