import { emptySchema, FIELD_TYPES, withFields, type FieldType } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import { includedPaths } from './includes.ts';
import { compileProjection } from './projection.ts';

const FIELDS: [string, FieldType][] = [
  ['score', FIELD_TYPES.Number],
  ['stats', FIELD_TYPES.Object],
  ['list', FIELD_TYPES.Array],
  ['team', { type: 'Pointer', targetClass: 'Team' }],
];
const schema = withFields(emptySchema('Game'), new Map(FIELDS));
const ALWAYS = { _id: 1, _created_at: 1, _updated_at: 1, createdAt: 1, updatedAt: 1, _rperm: 1, _wperm: 1 };

describe('compileProjection', () => {
  it('reads everything when nothing is selected', () => {
    expect(compileProjection({}, schema)).toBeUndefined();
    expect(compileProjection({ excludeKeys: ['objectId', 'ACL', 'team.city'] }, schema)).toBeUndefined();
  });

  it('QRY-36 reads the keys, what always stays, and the lists that make the ACL', () => {
    expect(compileProjection({ keys: ['score', 'unknown'] }, schema)).toEqual({ ...ALWAYS, score: 1, unknown: 1 });
    expect(compileProjection({ keys: ['objectId', 'ACL', 'createdAt'] }, schema)).toEqual(ALWAYS);
  });

  it('reads the whole field for a key inside it, and the pointer a key reaches through', () => {
    expect(compileProjection({ keys: ['stats.wins', 'stats', 'team.city'] }, schema)).toEqual({ ...ALWAYS, stats: 1, _p_team: 1 });
  });

  it('leaves out excluded fields, but none that always stays', () => {
    expect(compileProjection({ excludeKeys: ['score', 'team', 'createdAt', 'stats.wins'] }, schema)).toEqual({ score: 0, _p_team: 0 });
    expect(compileProjection({ keys: ['score', 'team'], excludeKeys: ['team'] }, schema)).toEqual({ ...ALWAYS, score: 1 });
  });
});

describe('includedPaths', () => {
  it('adds every field that can hold pointers for "all"', () => {
    expect(includedPaths({ include: ['team.owner'], includeAll: false }, schema)).toEqual(['team.owner']);
    expect(includedPaths({ include: ['team.owner'], includeAll: true }, schema)).toEqual(['team.owner', 'list', 'team']);
  });
});
