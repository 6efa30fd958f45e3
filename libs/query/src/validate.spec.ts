import { emptySchema, FIELD_TYPES, withFields, type FieldType } from '@parlance/values';
import { describe, expect, it } from 'vitest';
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
    { at: { $gt: '2020-01-01' } },
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
  });
});
