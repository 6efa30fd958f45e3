import { describe, expect, it } from 'vitest';
import type { Fields } from '../api/data-operations.ts';
import { operatorsOf, whereOf, type Filter } from './filters.ts';
import { textOfValue, valueOfText } from './filter-values.ts';

const fields: Fields = {
  name: { type: 'String' },
  score: { type: 'Number' },
  cheat: { type: 'Boolean' },
  at: { type: 'Date' },
  owner: { type: 'Pointer', targetClass: 'Player' },
  tags: { type: 'Array' },
  place: { type: 'GeoPoint' },
  friends: { type: 'Relation', targetClass: 'Player' },
};
const ISO = '2026-11-30T10:00:00.000Z';
const date = { __type: 'Date', iso: ISO };
const player = { __type: 'Pointer', className: 'Player', objectId: 'abc' };

const ROWS: readonly (readonly [Filter, unknown])[] = [
  [{ field: 'name', op: 'eq', value: 'Ada' }, { name: 'Ada' }],
  [{ field: 'name', op: 'ne', value: 'Ada' }, { name: { $ne: 'Ada' } }],
  [{ field: 'name', op: 'startsWith', value: 'a.*' }, { name: { $regex: '^\\Qa.*\\E' } }],
  [{ field: 'name', op: 'contains', value: 'x\\Ey' }, { name: { $regex: '\\Qx\\E\\\\E\\Qy\\E' } }],
  [{ field: 'score', op: 'gte', value: 5 }, { score: { $gte: 5 } }],
  [{ field: 'score', op: 'lt', value: 0 }, { score: { $lt: 0 } }],
  [{ field: 'cheat', op: 'eq', value: false }, { cheat: false }],
  [{ field: 'at', op: 'before', value: ISO }, { at: { $lt: date } }],
  [{ field: 'createdAt', op: 'after', value: ISO }, { createdAt: { $gt: date } }],
  [{ field: 'owner', op: 'eq', value: 'abc' }, { owner: player }],
  [{ field: 'owner', op: 'ne', value: 'abc' }, { owner: { $ne: player } }],
  [{ field: 'tags', op: 'includes', value: 'new' }, { tags: 'new' }],
  [{ field: 'tags', op: 'includesAll', value: ['new', 3] }, { tags: { $all: ['new', 3] } }],
  [{ field: 'name', op: 'set' }, { name: { $exists: true } }],
  [{ field: 'name', op: 'unset' }, { name: { $exists: false } }],
];

describe('filters as where', () => {
  it.each(ROWS)('DAT-08 %j is %j', (filter, where) => {
    expect(whereOf([filter], fields)).toEqual(where);
  });

  it('DAT-08 a place is a circle, which does not order the rows', () => {
    const filter: Filter = { field: 'place', op: 'near', value: { latitude: 52.5, longitude: 13.4, kilometres: 6371 } };
    expect(whereOf([filter], fields)).toEqual({ place: { $geoWithin: { $centerSphere: [[13.4, 52.5], 1] } } });
  });

  it('DAT-08 several filters hold at once, also on one column', () => {
    const range: Filter[] = [
      { field: 'score', op: 'gt', value: 1 },
      { field: 'score', op: 'lt', value: 9 },
    ];
    expect(whereOf(range, fields)).toEqual({ $and: [{ score: { $gt: 1 } }, { score: { $lt: 9 } }] });
  });

  it('leaves out filters without a value, on columns that are gone, and on types that know no such condition', () => {
    const filters: Filter[] = [
      { field: 'name', op: 'eq' },
      { field: 'gone', op: 'eq', value: 1 },
      { field: 'cheat', op: 'contains', value: 'x' },
      { field: 'friends', op: 'set' },
    ];
    expect(whereOf(filters, fields)).toBeUndefined();
    expect(whereOf([], fields)).toBeUndefined();
  });

  it('asks for the members of a relation beside the filters', () => {
    const related = { className: 'Game', objectId: 'g1', key: 'players' };
    const $relatedTo = { object: { __type: 'Pointer', className: 'Game', objectId: 'g1' }, key: 'players' };
    expect(whereOf([], fields, related)).toEqual({ $relatedTo });
    expect(whereOf([{ field: 'score', op: 'eq', value: 1 }], fields, related)).toEqual({ score: 1, $relatedTo });
  });

  it('offers every column but relations whether it is set', () => {
    expect(operatorsOf({ type: 'Bytes' })).toEqual(['set', 'unset']);
    expect(operatorsOf({ type: 'Relation' })).toEqual([]);
  });
});

describe('values of filters', () => {
  it.each([
    ['1.5', 'eq', 'Number', 1.5],
    ['x', 'eq', 'Number', undefined],
    [' ', 'eq', 'String', undefined],
    [' a', 'eq', 'String', ' a'],
    ['a, 2', 'includesAll', 'Array', ['a', 2]],
    ['["a,b"]', 'includesAll', 'Array', ['a,b']],
    ['{"a":1}', 'includes', 'Array', { a: 1 }],
    ['true', 'includes', 'Array', true],
    ['no date', 'after', 'Date', undefined],
  ] as const)('%j (%s, %s) is %j', (text, op, type, value) => {
    expect(valueOfText(text, op, type)).toEqual(value);
  });

  it('a time survives the way through its input, to the millisecond', () => {
    const iso = '2026-11-30T10:00:00.123Z';
    expect(valueOfText(textOfValue(iso, 'Date'), 'after', 'Date')).toBe(iso);
  });
});
