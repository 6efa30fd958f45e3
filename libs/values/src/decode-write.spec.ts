import { ParseError } from '@parlance/errors';
import { describe, expect, it } from 'vitest';
import { decodeWrite, type WriteOptions } from './decode-write.ts';
import type { Json } from './json.ts';
import { BODY_LIMITS } from './limits.ts';
import { Pointer } from './pointer.ts';

function changesOf(body: unknown, mode: 'create' | 'update' = 'update', options?: WriteOptions): Record<string, unknown> {
  return Object.fromEntries(decodeWrite(body, mode, options).changes);
}

function codeOf(body: unknown, mode: 'create' | 'update' = 'update', options?: WriteOptions): number | 'none' {
  try {
    decodeWrite(body, mode, options);
    return 'none';
  } catch (error) {
    if (error instanceof ParseError) return error.code;
    throw error;
  }
}

const member = (objectId: string, className = 'Team') => ({ __type: 'Pointer', className, objectId });
const adding = (...ids: string[]) => ({ __op: 'AddRelation', objects: ids.map((id) => member(id)) });
const removing = (...ids: string[]) => ({ __op: 'RemoveRelation', objects: ids.map((id) => member(id)) });

describe('plain members', () => {
  it('OBJ-53 become set changes with their types', () => {
    expect(changesOf({ n: 1, s: 'x', nothing: null, list: [1, 'a'] }, 'create')).toEqual({
      n: { kind: 'set', value: 1 },
      s: { kind: 'set', value: 'x' },
      nothing: { kind: 'set', value: null },
      list: { kind: 'set', value: [1, 'a'] },
    });
  });

  it('OBJ-19 are refused with 105 when their name is no field', () => {
    for (const name of ['bl!ng', '1a', '_x', 'a$b', 'className', 'length', '__type', '_rperm', '_hashed_password']) {
      expect([name, codeOf({ [name]: 1 }, 'create'), codeOf({ [name]: 1 }, 'update')]).toEqual([name, 105, 105]);
    }
  });

  it('hands the ACL on as it was sent', () => {
    expect(decodeWrite({ ACL: { '*': { read: true } } }, 'create').acl).toEqual({ '*': { read: true } });
    expect(decodeWrite({ ACL: 'odd' }, 'create').acl).toBe('odd');
    expect(decodeWrite({ a: 1 }, 'create').acl).toBeUndefined();
  });
});

describe('system fields', () => {
  it('OBJ-05 refuses a client-supplied objectId on create with 105', () => {
    expect(codeOf({ objectId: 'abc' }, 'create')).toBe(105);
    expect(() => decodeWrite({ objectId: 'abc' }, 'create')).toThrow('objectId is an invalid field name.');
  });

  it('takes a chosen objectId where the app allows it, and refuses an unusable one with 104', () => {
    const options = { allowCustomObjectId: true };
    expect(decodeWrite({ objectId: 'my-id' }, 'create', options).objectId).toBe('my-id');
    for (const objectId of ['', null, 7, '*', 'role:Admins', 'a\0']) expect(codeOf({ objectId }, 'create', options)).toBe(104);
  });

  it('ignores the addressed objectId in an update and refuses another with 105', () => {
    expect(changesOf({ objectId: 'abc', a: 1 }, 'update', { objectId: 'abc' })).toEqual({ a: { kind: 'set', value: 1 } });
    expect(codeOf({ objectId: 'other' }, 'update', { objectId: 'abc' })).toBe(105);
    expect(codeOf({ objectId: null }, 'update', { objectId: 'abc' })).toBe(105);
    expect(codeOf({ objectId: 'other' }, 'update', { objectId: 'abc', allowCustomObjectId: true })).toBe(105);
  });

  it('OBJ-05 ignores createdAt and updatedAt in any form', () => {
    for (const date of ['2020-01-01T00:00:00.000Z', { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' }, 'nonsense', 7, null]) {
      expect(changesOf({ createdAt: date, updatedAt: date }, 'create')).toEqual({});
    }
  });

  it('lets the maintenance key write dates and internal fields', () => {
    const options = { maintenance: true };
    const body = { createdAt: '2020-01-01T00:00:00.000Z', _failed_login_count: 2 };
    expect(changesOf(body, 'update', options)).toEqual({
      createdAt: { kind: 'set', value: new Date('2020-01-01T00:00:00.000Z') },
      _failed_login_count: { kind: 'set', value: 2 },
    });
    expect(codeOf({ createdAt: 'nonsense' }, 'update', options)).toBe(111);
    expect(codeOf({ _anything: 1 }, 'update', options)).toBe(105);
  });
});

describe('operations', () => {
  it('OBJ-58 OBJ-15 may differ from key to key', () => {
    const body = {
      n: { __op: 'Increment', amount: -5 },
      a: { __op: 'Add', objects: ['x', 'x'] },
      u: { __op: 'AddUnique', objects: ['x', 'x', { k: 1, j: 2 }, { j: 2, k: 1 }] },
      r: { __op: 'Remove', objects: [member('t1')] },
      d: { __op: 'Delete' },
    };
    expect(changesOf(body)).toEqual({
      n: { kind: 'increment', amount: -5 },
      a: { kind: 'add', items: ['x', 'x'] },
      u: { kind: 'addUnique', items: ['x', { k: 1, j: 2 }] },
      r: { kind: 'remove', items: [new Pointer('Team', 't1')] },
      d: { kind: 'unset' },
    });
  });

  it('OBJ-50 are kept on create, where Delete does nothing', () => {
    expect(changesOf({ n: { __op: 'Increment', amount: 2 }, d: { __op: 'Delete' } }, 'create')).toEqual({
      n: { kind: 'increment', amount: 2 },
    });
  });

  it('OBJ-17 of an unknown name are refused with 108', () => {
    for (const name of ['Nothing', 'SetOnInsert', '', 7, null, 'constructor', '__proto__']) {
      expect([name, codeOf({ a: { __op: name, amount: 1 } })]).toEqual([name, 108]);
    }
  });

  it.each(['Add', 'AddUnique', 'Remove', 'AddRelation', 'RemoveRelation'])(
    'SEC-21 refuses %s of more than 10,000 objects with 107',
    (__op) => {
      const isRelation = __op.endsWith('Relation');
      const object = (n: number): Json => (isRelation ? { __type: 'Pointer', className: 'Post', objectId: `post${n}` } : n);
      const of = (count: number): Json => ({ __op, objects: Array.from({ length: count }, (_, n) => object(n)) });
      expect(decodeWrite({ l: of(10_000) }, 'update').changes.has('l')).toBe(true);
      expect(() => decodeWrite({ l: of(10_001) }, 'update')).toThrow(expect.objectContaining({ code: 107 }));
      if (!isRelation) return;
      const batch = { __op: 'Batch', ops: [of(5_001), of(5_000)] };
      expect(() => decodeWrite({ l: batch }, 'update')).toThrow(expect.objectContaining({ code: 107 }));
    },
  );

  it('SEC-21 refuses saves of more relations than a save may change with 107', () => {
    const of = (count: number): Json =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`r${n}`, { __type: 'Relation', className: 'Post' }]));
    expect(decodeWrite(of(20), 'create').changes.size).toBe(20);
    expect(() => decodeWrite(of(21), 'create')).toThrow(expect.objectContaining({ code: 107 }));
    expect(decodeWrite(of(21), 'create', { limits: { ...BODY_LIMITS, relations: 21 } }).changes.size).toBe(21);
  });

  it('OBJ-10 refuses an amount that is no number with 107', () => {
    for (const amount of ['1', null, undefined, {}, [1], true]) expect(codeOf({ n: { __op: 'Increment', amount } })).toBe(107);
  });

  it.each(['Add', 'AddUnique', 'Remove', 'AddRelation', 'RemoveRelation'])('refuses %s without an array with 107', (name) => {
    for (const objects of [undefined, null, 'x', { 0: 'x' }]) expect(codeOf({ a: { __op: name, objects } })).toBe(107);
  });
});

describe('relation operations', () => {
  it('OBJ-38 of a Batch become one change in which the last word on a member counts', () => {
    const ops = [adding('a', 'b', 'b'), removing('a', 'c'), adding('c')];
    expect(changesOf({ r: { __op: 'Batch', ops } })).toEqual({
      r: {
        kind: 'relate',
        targetClass: 'Team',
        add: [new Pointer('Team', 'b'), new Pointer('Team', 'c')],
        remove: [new Pointer('Team', 'a')],
      },
    });
  });

  it('may be empty, and a plain Relation value names only the class', () => {
    expect(changesOf({ r: adding(), b: { __op: 'Batch', ops: [] } })).toEqual({
      r: { kind: 'relate', add: [], remove: [] },
      b: { kind: 'relate', add: [], remove: [] },
    });
    expect(changesOf({ r: { __type: 'Relation', className: 'Team' } })).toEqual({
      r: { kind: 'relate', targetClass: 'Team', add: [], remove: [] },
    });
  });

  it('OBJ-15 refuses a Batch of list operations with 108', () => {
    const list = { __op: 'Batch', ops: [{ __op: 'Add', objects: [1] }, { __op: 'Remove', objects: [2] }] }; // prettier-ignore
    expect(codeOf({ a: list })).toBe(108);
    expect(codeOf({ a: { __op: 'Batch', ops: [{ __op: 'Batch', ops: [] }] } })).toBe(108);
    expect(codeOf({ a: { __op: 'Batch' } })).toBe(107);
    expect(codeOf({ a: { __op: 'Batch', ops: [null] } })).toBe(107);
  });

  it.each([
    [104, { __type: 'Pointer', className: 'Team' }],
    [104, { __type: 'Pointer', className: 'Team', objectId: '' }],
    [104, { __type: 'Pointer', className: 'Team', objectId: { id: 1 } }],
    [106, { __type: 'Pointer', objectId: 'a' }],
    [111, 'a'],
    [111, { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' }],
    [111, null],
  ])('OBJ-37 answers %i to the member %j', (code, json) => {
    expect(codeOf({ r: { __op: 'AddRelation', objects: [json] } })).toBe(code);
  });

  it('OBJ-37 refuses members of two classes with 111', () => {
    expect(codeOf({ r: { __op: 'AddRelation', objects: [member('a'), member('b', 'Other')] } })).toBe(111);
  });
});

describe('dotted keys', () => {
  it('address members of dictionaries and places of lists on update', () => {
    const body = { 'o.b': 1, 'o.c.d': { __op: 'Increment', amount: 1 }, 'list.0': 'x', 'o.my key': 1 };
    expect(Object.keys(changesOf(body))).toEqual(['o.b', 'o.c.d', 'list.0', 'o.my key']);
  });

  it('OBJ-19 are refused on create with 105', () => {
    expect(codeOf({ 'o.b': 1 }, 'create')).toBe(105);
  });

  it.each(['.a', 'a.', 'a..b', '_a.b', 'a.$b', 'a.b$c', 'a.__type', 'a.constructor', 'a.__proto__', '1.a', 'length.a', '$.a'])(
    'SEC-04 refuses %s with 105',
    (path) => {
      expect(codeOf({ [path]: 1 })).toBe(105);
    },
  );

  it('are refused beside a change of what they lead into', () => {
    expect(codeOf({ o: {}, 'o.b': 1 })).toBe(105);
    expect(codeOf({ 'o.b.c': 1, 'o.b': 1 })).toBe(105);
    expect(codeOf({ 'o.b': 1, 'o.bc': 1, ob: 1 })).toBe('none');
  });

  it('cannot be relations', () => {
    expect(codeOf({ 'o.r': adding('a') })).toBe(111);
  });
});
