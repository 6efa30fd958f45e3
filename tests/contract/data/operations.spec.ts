import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, DataDeployment, MODES, pointer, type Json } from './data-service.ts';

const increment = (amount: unknown) => ({ __op: 'Increment', amount });
const add = (...objects: unknown[]) => ({ __op: 'Add', objects });
const addUnique = (...objects: unknown[]) => ({ __op: 'AddUnique', objects });
const remove = (...objects: unknown[]) => ({ __op: 'Remove', objects });
const DELETE = { __op: 'Delete' };

describe.each(MODES)('operations, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode, {}, 2);
  });
  afterAll(() => deployment.close());

  /** Applies one body to an object that starts as `before`; gives the answer's values, and the object afterwards. */
  async function apply(before: Json, body: Json): Promise<{ told: Json; after: Json }> {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Op', before);
    const { updatedAt: _updatedAt, ...told } = await anyone.update('Op', objectId, body);
    const { objectId: _id, createdAt: _createdAt, updatedAt: _at, ...after } = await anyone.get('Op', objectId);
    return { told, after };
  }

  it('OBJ-07 OBJ-09 increments a value, or nothing, and tells the new value', async () => {
    expect(await apply({}, { n: increment(3) })).toEqual({ told: { n: 3 }, after: { n: 3 } });
    expect(await apply({ n: 10 }, { n: increment(-5) })).toEqual({ told: { n: 5 }, after: { n: 5 } });
    expect(await apply({ n: 10 }, { n: increment(0.5) })).toEqual({ told: { n: 10.5 }, after: { n: 10.5 } });
    expect(await apply({ n: null }, { n: increment(2) })).toEqual({ told: { n: 2 }, after: { n: 2 } });
  });

  it('OBJ-10 refuses to increment a text, or by a text', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Op', { text: 'x' });
    expect(await codeOf(anyone.update('Op', objectId, { text: increment(1) }))).toBe(111);
    expect(await codeOf(anyone.update('Op', objectId, { n: increment('1') }))).toBe(107);
    expect((await anyone.get('Op', objectId)).text).toBe('x');
  });

  it('OBJ-11 appends in order, keeps duplicates, makes the list', async () => {
    expect(await apply({ list: ['a'] }, { list: add('b', 'a') })).toEqual({
      told: { list: ['a', 'b', 'a'] },
      after: { list: ['a', 'b', 'a'] },
    });
    expect((await apply({}, { list: add(1, 1) })).after).toEqual({ list: [1, 1] });
  });

  it('OBJ-12 OBJ-13 adds values that are not there yet, by value; pointers by class and id', async () => {
    expect((await apply({ list: ['a'] }, { list: addUnique('a', 'b', 'b') })).after).toEqual({ list: ['a', 'b'] });
    const [x, y] = [pointer('X', 'xxxxxxxxxx'), pointer('X', 'yyyyyyyyyy')];
    expect((await apply({ list: [x] }, { list: addUnique({ ...x }, y) })).after).toEqual({ list: [x, y] });
    expect((await apply({ list: [x, y, x] }, { list: remove(x) })).after).toEqual({ list: [y] });
  });

  it('OBJ-14 removes every occurrence; an absent value is no error', async () => {
    expect((await apply({ list: [1, 2, 1, 3] }, { list: remove(1, 9) })).after).toEqual({ list: [2, 3] });
    expect(await apply({}, { list: remove(1) })).toEqual({ told: { list: [] }, after: { list: [] } });
  });

  it('OBJ-15 refuses two list operations on one key, takes them on two', async () => {
    const both = { __op: 'Batch', ops: [add('a'), remove('b')] };
    expect(await codeOf(deployment.anyone.create('Op', { list: both }))).toBe(108);
    expect((await apply({ list: ['a'], other: ['b'] }, { list: add('c'), other: remove('b') })).after).toEqual({
      list: ['a', 'c'],
      other: [],
    });
  });

  it('OBJ-16 unsets a field, and does not mind one that is not set', async () => {
    expect(await apply({ n: 1, text: 'x' }, { n: DELETE, never: DELETE })).toEqual({ told: {}, after: { text: 'x' } });
    const { results } = await deployment.anyone.find('Op', { where: { never: { $exists: false } }, limit: 1 });
    expect(results).toHaveLength(1);
  });

  it('OBJ-17 refuses operations it does not know', async () => {
    expect(await codeOf(deployment.anyone.create('Op', { n: { __op: 'Multiply', amount: 2 } }))).toBe(108);
    expect(await codeOf(deployment.anyone.create('Op', { n: { __op: 'SetOnInsert', amount: 2 } }))).toBe(108);
  });

  it('OBJ-50 applies operations of a create as on absent fields, and tells their results', async () => {
    const { anyone } = deployment;
    const body = { n: increment(2), list: add('a'), set: addUnique('x', 'x'), gone: remove('y'), never: DELETE };
    const { objectId, createdAt, ...told } = await anyone.create('Op', body);
    expect(told).toEqual({ n: 2, list: ['a'], set: ['x'], gone: [] });
    expect(await anyone.get('Op', objectId)).toEqual({ objectId, createdAt, updatedAt: createdAt, ...told });
  });

  it('OBJ-58 applies all operations of a save together, or none', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Op', { n: 1, list: ['a'], text: 'x', n2: 1 });
    await anyone.update('Op', objectId, { n: increment(1), list: add('b'), text: DELETE, n2: 5 });
    expect(await anyone.get('Op', objectId)).toMatchObject({ n: 2, list: ['a', 'b'], n2: 5 });
    // A value of the wrong type can sit in an old object: only the database sees it.
    await (await deployment.collection('Op')).updateOne({ _id: objectId }, { $set: { list: 'odd' } });
    expect(await codeOf(anyone.update('Op', objectId, { n: increment(1), list: add('c'), n2: 6 }))).toBe(111);
    expect(await anyone.get('Op', objectId)).toMatchObject({ n: 2, list: 'odd', n2: 5 });
  });

  it('changes members of dictionaries and places of lists by dotted keys, and tells computed values nested', async () => {
    expect(await apply({ stats: { wins: 1, other: 'x' } }, { 'stats.wins': increment(5) })).toEqual({
      told: { stats: { wins: 6 } },
      after: { stats: { wins: 6, other: 'x' } },
    });
    expect((await apply({ stats: { wins: 1 } }, { 'stats.losses': 2, 'stats.wins': DELETE })).after).toEqual({ stats: { losses: 2 } });
    expect((await apply({ list: [1, 2] }, { 'list.0': increment(1) })).told).toEqual({ list: [2, 2] });
  });

  it('OBJ-08 loses none of 1,000 increments from many callers of two replicas', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Op', { n: 0 });
    await Promise.all(Array.from({ length: 1_000 }, () => anyone.update('Op', objectId, { n: increment(1) })));
    expect((await anyone.get('Op', objectId)).n).toBe(1_000);
  });

  it('OBJ-12 adds an element once by 100 identical requests at a time', async () => {
    const { anyone } = deployment;
    const { objectId } = await anyone.create('Op', {});
    await Promise.all(Array.from({ length: 100 }, () => anyone.update('Op', objectId, { set: addUnique('one', { a: 1, b: 2 }) })));
    expect((await anyone.get('Op', objectId)).set).toEqual(['one', { a: 1, b: 2 }]);
  });
});
