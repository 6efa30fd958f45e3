import { decodeWrite, emptySchema, FIELD_TYPES, withFields, type FieldType } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import { leftBehind } from './late-writes.ts';

const schemaOf = (fields: Record<string, FieldType>) => withFields(emptySchema('Game'), new Map(Object.entries(fields)));
const TEAM: FieldType = { type: 'Pointer', targetClass: 'Team' };
const USED = schemaOf({ n: FIELD_TYPES.Number, list: FIELD_TYPES.Array, team: TEAM, stats: FIELD_TYPES.Object, kept: FIELD_TYPES.String });
const WRITE = decodeWrite(
  {
    n: { __op: 'Increment', amount: 1 },
    list: { __op: 'AddUnique', objects: ['a'] },
    team: { __type: 'Pointer', className: 'Team', objectId: 'abcdefghij' },
    'stats.wins': 1,
    kept: 'x',
  },
  'update',
);
const left = (fields: Record<string, FieldType>) => Object.fromEntries(leftBehind(USED, schemaOf(fields), WRITE));

describe('leftBehind', () => {
  it('is nothing while the class has every field that was written', () => {
    expect(leftBehind(USED, USED, WRITE).size).toBe(0);
    expect(leftBehind(USED, { ...USED }, WRITE).size).toBe(0);
  });

  it('is what stands in fields that are gone, by their stored names', () => {
    expect(left({ kept: FIELD_TYPES.String })).toEqual({
      n: { $type: 'number' },
      list: { $type: 'array' },
      _p_team: { $eq: 'Team$abcdefghij' },
      stats: { $type: 'object' },
    });
  });

  it('is what stands in a field that has another type by now, and only that value', () => {
    const now = { n: FIELD_TYPES.Number, list: FIELD_TYPES.Array, stats: FIELD_TYPES.Object, kept: FIELD_TYPES.File, team: TEAM };
    expect(left(now)).toEqual({ kept: { $eq: 'x' } });
    expect(left({ ...now, kept: FIELD_TYPES.String, team: { type: 'Pointer', targetClass: 'Club' } })).toEqual({
      _p_team: { $eq: 'Team$abcdefghij' },
    });
  });

  it('is nothing for a null and for a field that was unset', () => {
    const nothing = decodeWrite({ n: null, kept: { __op: 'Delete' } }, 'update');
    expect(leftBehind(USED, emptySchema('Game'), nothing).size).toBe(0);
  });
});
