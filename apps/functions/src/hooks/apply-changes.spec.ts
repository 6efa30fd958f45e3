import { describe, expect, it } from 'vitest';
import { applyChanges } from './apply-changes.ts';

const pointer = (objectId: string) => ({ __type: 'Pointer', className: 'Tag', objectId });

describe('an object of a save, as a webhook is shown it', () => {
  it('has each change applied to its old value', () => {
    const original = { n: 5, list: [1, 2], tags: [pointer('a')], gone: true, deep: { a: { b: 1 } }, same: 'x' };
    const changes = {
      n: { __op: 'Increment', amount: -2 },
      fresh: { __op: 'Increment', amount: 3 },
      list: { __op: 'Add', objects: [2] },
      tags: { __op: 'AddUnique', objects: [pointer('a'), pointer('b'), pointer('b')] },
      gone: { __op: 'Delete' },
      'deep.a.b': { __op: 'Increment', amount: 1 },
      'other.c': 'new',
      members: { __op: 'AddRelation', objects: [pointer('a')] },
      plain: { __type: 'Date', iso: '2027-01-01T00:00:00.000Z' },
    };
    expect(applyChanges(original, changes)).toEqual({
      n: 3,
      fresh: 3,
      list: [1, 2, 2],
      tags: [pointer('a'), pointer('b')],
      deep: { a: { b: 2 } },
      other: { c: 'new' },
      members: { __type: 'Relation', className: 'Tag' },
      plain: { __type: 'Date', iso: '2027-01-01T00:00:00.000Z' },
      same: 'x',
    });
    expect(original.n).toBe(5);
  });

  it('has several changes of one member, and values set once', () => {
    const ops = [
      { __op: 'Remove', objects: [1] },
      { __op: 'Add', objects: [9] },
    ];
    expect(applyChanges({ list: [1, 1, 2] }, { list: { __op: 'Batch', ops } })).toEqual({ list: [2, 9] });
    expect(applyChanges({ a: 1 }, { a: { __op: 'SetOnInsert', amount: 2 }, b: { __op: 'SetOnInsert', amount: 2 } })).toEqual({
      a: 1,
      b: 2,
    });
  });
});
