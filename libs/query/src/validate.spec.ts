import { emptySchema, FIELD_TYPES, Pointer, withFields, type FieldType } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import { all, and, eq, gt, isIn, ne, notIn, or } from './build.ts';
import { QUERY_LIMITS } from './limits.ts';
import { parseWhere } from './parse/where.ts';
import { validateCondition } from './validate.ts';

const FIELDS: [string, FieldType][] = [
  ['n', FIELD_TYPES.Number],
  ['s', FIELD_TYPES.String],
  ['at', FIELD_TYPES.Date],
  ['b', FIELD_TYPES.Boolean],
  ['list', FIELD_TYPES.Array],
  ['o', FIELD_TYPES.Object],
  ['g', FIELD_TYPES.GeoPoint],
  ['skip', FIELD_TYPES.Number],
  ['p', { type: 'Pointer', targetClass: 'Team' }],
  ['likes', { type: 'Relation', targetClass: 'Post' }],
];
const schema = withFields(emptySchema('Thing'), new Map(FIELDS));
const DATE = { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' };

const validate = (where: unknown) => validateCondition(parseWhere(where), schema);

const REFUSED = expect.objectContaining({ kind: 'InvalidQuery', code: 102 }) as Error;

describe('validateCondition', () => {
  it.each([
    { n: { $gt: 1 } },
    { s: { $lt: 'a' } },
    { at: { $gte: DATE } },
    { createdAt: { $gt: '2020-01-01' } },
    { objectId: { $gt: 'a' } },
    { list: { $gt: 1, $all: [1], $regex: 'a', $containedBy: [1] } },
    { s: { $regex: 'a' } },
    { n: 'text', s: 1, p: 'x', g: { $in: [1] } },
    { 'o.k': { $gt: 'a', $regex: 'x', $all: [1] } },
    { 'p.x': { $gt: 1 } },
    { unknown: { $gt: 1, $regex: 'a', $all: ['x'] } },
    { limit: 1, order: 2 },
    { $or: [{ skip: 1 }] },
    { $and: [{ limit: 1 }] },
  ])('lets pass %j', (where) => {
    expect(() => validate(where)).not.toThrow();
  });

  it.each([
    { n: { $gt: '10' } },
    { s: { $lt: 5 } },
    { at: { $gt: 'yesterday' } },
    { at: 'yesterday' },
    { at: { $in: [DATE, 'x'] } },
    { n: { $lte: DATE } },
    { createdAt: { $gt: 5 } },
    { objectId: { $gt: 5 } },
    { b: { $gt: 1 } },
    { o: { $gt: 1 } },
    { p: { $gt: 'Team$a' } },
    { g: { $lt: 1 } },
    { n: { $regex: '1' } },
    { p: { $regex: '^Team' } },
    { at: { $regex: '2020' } },
    { s: { $all: ['x'] } },
    { g: { $containedBy: [1] } },
    { $or: [{ n: 1 }, { n: { $gt: 'x' } }] },
  ])('refuses what does not fit: %j', (where) => {
    expect(() => validate(where)).toThrow(REFUSED);
  });

  it('takes a plain id for a pointer to the class of the field', () => {
    const id = new Pointer('Team', 'x');
    const other = { __type: 'Pointer', className: 'Other', objectId: 'y' };
    expect(validate({ p: 'x' })).toEqual(eq('p', id));
    expect(validate({ p: { $eq: 'x' } })).toEqual(eq('p', id));
    expect(validate({ p: { $ne: 'x' } })).toEqual(ne('p', id));
    expect(validate({ p: { $in: ['x', other, 5, null] } })).toEqual(isIn('p', [id, new Pointer('Other', 'y'), 5, null]));
    expect(validate({ p: { $nin: ['x'] } })).toEqual(notIn('p', [id]));
    expect(validate({ $or: [{ $and: [{ n: 1 }, { p: { $in: ['x'] } }] }, { n: 2 }] })).toEqual(
      or(and(eq('n', 1), isIn('p', [id])), eq('n', 2)),
    );
    expect(validate({ likes: { $all: ['x', 'y'] } })).toEqual(all('likes', [new Pointer('Post', 'x'), new Pointer('Post', 'y')]));
    expect(validate({ likes: 'x' })).toEqual(eq('likes', new Pointer('Post', 'x')));
    expect(validate({ s: 'x', list: { $in: ['x'] }, unknown: 'x' })).toEqual(and(eq('s', 'x'), isIn('list', ['x']), eq('unknown', 'x')));
  });

  it('takes ISO 8601 on a date for that date', () => {
    const date = new Date(DATE.iso);
    expect(validate({ at: { $gt: DATE.iso, $ne: DATE.iso, $in: [DATE.iso, DATE] } })).toEqual(
      and(gt('at', date), ne('at', date), isIn('at', [date, date])),
    );
  });

  it('hands on the very condition when no operand changes', () => {
    const condition = parseWhere({ p: { $in: [{ __type: 'Pointer', className: 'Team', objectId: 'x' }] }, $or: [{ n: 1 }, { s: 'a' }] });
    expect(validateCondition(condition, schema)).toBe(condition);
  });

  it('compares dictionaries with what lists and paths hold, and with nothing else', () => {
    const dictionary = { $in: [{ k: 1 }] };
    expect(() => validate({ list: dictionary, 'o.k': dictionary, 'unknown.k': dictionary })).not.toThrow();
    for (const field of ['n', 's', 'at', 'o', 'p', 'unknown']) {
      for (const operator of ['$in', '$nin', '$containedBy']) {
        expect(() => validate({ [field]: { [operator]: [{ k: 1 }] } })).toThrow(
          expect.objectContaining({ code: 107, message: 'bad atom: {"k":1}' }),
        );
      }
    }
  });

  it('keeps relative times for dates', () => {
    const ago = (field: string) =>
      validateCondition(parseWhere({ [field]: { $gt: { $relativeTime: '1 day ago' } } }, { ...QUERY_LIMITS, now: new Date() }), schema);
    for (const field of ['at', 'createdAt', 'unknown', 'o.k']) expect(() => ago(field)).not.toThrow();
    for (const field of ['n', 's', 'list', 'p']) {
      expect(() => ago(field)).toThrow(expect.objectContaining({ code: 107, message: '$relativeTime can only be used with Date field' }));
    }
  });

  it.each(['limit', 'order', 'include'])('QRY-42 refuses %s in a branch', (word) => {
    const misplaced = expect.objectContaining({ code: 102, message: `${word} has no place in a branch of $or or $nor.` });
    expect(() => validate({ $or: [{ n: 1, [word]: 1 }] })).toThrow(misplaced);
    expect(() => validate({ $nor: [{ $and: [{ n: 1 }, { [word]: 1 }] }] })).toThrow(misplaced);
  });

  it('QRY-18 lets pass on a relation what fits a list of pointers', () => {
    const pointer = { __type: 'Pointer', className: 'Post', objectId: 'a' };
    for (const where of [pointer, { $ne: pointer }, { $in: [pointer] }, { $nin: [pointer] }, { $all: [pointer] }, { $exists: true }]) {
      expect(() => validate({ likes: where })).not.toThrow();
    }
    expect(() => validate({ likes: { $regex: 'a' } })).toThrow(REFUSED);
    expect(() => validate({ likes: { $gt: 1 } })).toThrow(REFUSED);
  });

  it('QRY-48 QRY-12 refuses places and subqueries on fields of other types', () => {
    const point = { __type: 'GeoPoint', latitude: 1, longitude: 2 };
    const subquery = { className: 'Post', where: {} };
    expect(() => validate({ g: { $nearSphere: point }, p: { $inQuery: subquery }, list: { $notInQuery: subquery } })).not.toThrow();
    expect(() => validate({ n: { $nearSphere: point } })).toThrow(REFUSED);
    expect(() => validate({ g: { $geoIntersects: { $point: point } } })).toThrow(REFUSED);
    expect(() => validate({ s: { $geoWithin: { $centerSphere: [point, 1] } } })).toThrow(REFUSED);
    expect(() => validate({ s: { $inQuery: subquery } })).toThrow(REFUSED);
    expect(() => validate({ objectId: { $notInQuery: subquery } })).not.toThrow();
  });
});
