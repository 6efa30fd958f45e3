import { emptySchema, FIELD_TYPES, withFields, type FieldType } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import { QUERY_LIMITS } from '../limits.ts';
import { parseOrder } from '../parse/order.ts';
import { compileSort } from './sort.ts';

const FIELDS: [string, FieldType][] = [
  ['score', FIELD_TYPES.Number],
  ['stats', FIELD_TYPES.Object],
  ['team', { type: 'Pointer', targetClass: 'Team' }],
  ['likes', { type: 'Relation', targetClass: 'Post' }],
];
const schema = withFields(emptySchema('Game'), new Map(FIELDS));
const sortOf = (order: string) => Object.entries(compileSort(parseOrder(order, QUERY_LIMITS), schema) ?? { none: 0 });

describe('compileSort', () => {
  it.each([
    ['', [['none', 0]]],
    ['score', [['score', 1], ['_id', 1]]], // prettier-ignore
    ['-score,team', [['score', -1], ['_p_team', 1], ['_id', 1]]], // prettier-ignore
    ['score,-createdAt', [['score', 1], ['_created_at', -1], ['_id', -1]]], // prettier-ignore
    ['objectId,score', [['_id', 1]]],
    ['-objectId', [['_id', -1]]],
    ['stats.wins', [['stats.wins', 1], ['_id', 1]]], // prettier-ignore
    ['unknown,likes,team.name', [['_id', 1]]],
  ])('QRY-21 QRY-22 QRY-23 order %j', (order, expected) => {
    expect(sortOf(order)).toEqual(expected);
  });
});
