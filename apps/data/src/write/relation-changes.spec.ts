import { describe, expect, it } from 'vitest';
import { decodeWrite } from '@parlance/values';
import { relationChanges } from './relation-changes.ts';

const pointer = (objectId: string) => ({ __type: 'Pointer', className: 'Person', objectId });

describe('relationChanges', () => {
  it('OBJ-38 folds additions and removals of one field into one change', () => {
    const ops = [
      { __op: 'AddRelation', objects: [pointer('aaaaaaaaaa')] },
      { __op: 'RemoveRelation', objects: [pointer('bbbbbbbbbb')] },
    ];
    const [change, ...others] = relationChanges(decodeWrite({ text: 'x', likes: { __op: 'Batch', ops } }, 'update'));
    expect(others).toEqual([]);
    expect(change).toMatchObject({ field: 'likes', add: [{ objectId: 'aaaaaaaaaa' }], remove: [{ objectId: 'bbbbbbbbbb' }] });
  });

  it('finds none in a save that only names the relation', () => {
    const body = { likes: { __type: 'Relation', className: 'Person' }, other: { __op: 'AddRelation', objects: [] } };
    expect(relationChanges(decodeWrite(body, 'create'))).toEqual([]);
  });
});
