import { describe, expect, it } from 'vitest';
import { decodeWrite } from './decode-write.ts';
import { emptySchema } from './schema-document.ts';
import { fieldsAddedBy, withFields } from './schema-growth.ts';
import { hasComputedFields, writeResult } from './write-result.ts';

function answer(body: unknown, after: Record<string, unknown>): Record<string, unknown> {
  const write = decodeWrite(body, 'update');
  const schema = withFields(emptySchema('C'), fieldsAddedBy(emptySchema('C'), write));
  return writeResult({ _id: 'x', ...after }, schema, write, {});
}

const INCREMENT = { __op: 'Increment', amount: 1 };

describe('writeResult', () => {
  it('OBJ-09 holds what operations made, and nothing the client knows', () => {
    const body = {
      n: INCREMENT,
      a: { __op: 'Add', objects: [1] },
      u: { __op: 'AddUnique', objects: [{ __type: 'Date', iso: '1970-01-01T00:00:00.000Z' }] },
      m: { __op: 'Remove', objects: ['x'] },
      d: { __op: 'Delete' },
      s: 'plain',
      r: { __op: 'AddRelation', objects: [] },
    };
    const after = { n: 3, a: [0, 1], u: [new Date(0)], m: [], s: 'plain', other: 'untouched', _updated_at: new Date(0) };
    expect(answer(body, after)).toEqual({ n: 3, a: [0, 1], u: [{ __type: 'Date', iso: '1970-01-01T00:00:00.000Z' }], m: [] });
  });

  it('is nested where the operation was', () => {
    const body = { 'o.k': INCREMENT, 'o.deep.k': INCREMENT, 'o.plain': 1 };
    expect(answer(body, { o: { k: 6, deep: { k: 1, other: 2 }, plain: 1 } })).toEqual({ o: { k: 6, deep: { k: 1 } } });
  });

  it('holds the whole list of which a place was changed', () => {
    expect(answer({ 'o.l.0': INCREMENT }, { o: { l: [6, 7], k: 1 } })).toEqual({ o: { l: [6, 7] } });
  });

  it('is empty without operations', () => {
    const write = decodeWrite({ s: 1, d: { __op: 'Delete' } }, 'update');
    expect(hasComputedFields(write)).toBe(false);
    expect(answer({ s: 1 }, { s: 1 })).toEqual({});
  });
});
