import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataDeployment, MODES, pointer, user } from './data-service.ts';

describe.each(MODES)('creating many, %s', (mode) => {
  let deployment: DataDeployment;
  beforeAll(async () => {
    deployment = await DataDeployment.start(mode, {}, 2);
  });
  afterAll(() => deployment.close());

  const success = { success: { objectId: expect.stringMatching(/^[A-Za-z0-9]{10}$/), createdAt: expect.any(String) } };
  const failure = (code: number) => ({ error: { code, error: expect.any(String) } });

  it('OBJ-42 answers each in its place; one error leaves the others', async () => {
    const outcomes = await deployment.anyone.createMany('Item', [
      { n: 1 },
      { n: 'text' },
      { 'bad key': 1 },
      { n: 2, value: { a$: 1 } },
      { n: 3, ACL: 'text' },
      { n: 4, other: true },
    ]);
    expect(outcomes).toEqual([success, failure(111), failure(105), failure(121), failure(123), success]);
    expect((await deployment.anyone.find('Item', { order: 'n', keys: 'n' })).results.map((item) => item['n'])).toEqual([1, 4]);
  });

  it('gives each the result of a create alone: operations, relations, permissions', async () => {
    const { anyone } = deployment;
    const outcomes = await anyone.createMany('Item', [
      { n: { __op: 'Increment', amount: 5 } },
      { likes: { __op: 'AddRelation', objects: [pointer('Post', 'abcdefghij')] } },
      { n: 7, ACL: {} },
    ]);
    expect(outcomes[0]).toEqual({ success: { ...success.success, n: 5 } });
    expect(outcomes.slice(1)).toEqual([success, success]);
    const rows = await (await deployment.collection('_Join:likes:Item')).find().toArray();
    expect(rows).toMatchObject([{ owningId: outcomes[1]?.['success'].objectId, relatedId: 'abcdefghij' }]);
    expect((await deployment.as(user('abcdefghij')).find('Item', { where: { n: 7 } })).results).toEqual([]);
  });

  it('refuses each where the class refuses, and stores nothing', async () => {
    expect(await deployment.anyone.createMany('_Installation', [{ a: 1 }, { a: 2 }])).toEqual([failure(119), failure(119)]);
    expect(await deployment.anyone.createMany('_User', [{ a: 1 }])).toEqual([failure(207)]);
    expect(await deployment.anyone.createMany('9x', [{ a: 1 }])).toEqual([failure(103)]);
    deployment.declare('closed', {});
    expect(await deployment.as({ kind: 'public' }, 'closed').createMany('New', [{ a: 1 }])).toEqual([failure(119)]);
    expect(await deployment.anyone.createMany('AllBad', [{ 'a b': 1 }])).toEqual([failure(105)]);
    expect(await (await deployment.collection('_SCHEMA')).findOne({ _id: 'AllBad' })).toBeNull();
  });

  it('refuses the one that a unique index refuses', async () => {
    await (await deployment.collection('Unique')).createIndex({ name: 1 }, { unique: true });
    const outcomes = await deployment.anyone.createMany('Unique', [{ name: 'a' }, { name: 'a' }, { name: 'b' }]);
    expect(outcomes).toEqual([success, failure(137), success]);
    expect(await deployment.anyone.find('Unique', { limit: 0, count: 1 })).toEqual({ results: [], count: 2 });
  });

  it('OBJ-25 keeps the types of a new class the same, whichever other callers are creating', async () => {
    const batch = (value: unknown) =>
      deployment.anyone.createMany(
        'Raced',
        Array.from({ length: 20 }, () => ({ value, [`f${typeof value}`]: 1 })),
      );
    const all = await Promise.all([batch(1), batch('x'), batch(true), batch(2)]);
    const stored = all.flat().filter((outcome) => 'success' in outcome).length;
    const { results } = await deployment.anyone.find('Raced', { limit: 1_000 });
    expect(results).toHaveLength(stored);
    expect(new Set(results.map((object) => typeof object['value'])).size).toBe(1);
    for (const outcome of all.flat()) if ('error' in outcome) expect(outcome).toEqual(failure(111));
  });

  it('creates a thousand, each readable', async () => {
    const bodies = Array.from({ length: 1_000 }, (_, n) => ({ n, text: `item ${n}` }));
    const outcomes = await deployment.anyone.createMany('Thousand', bodies);
    expect(outcomes).toEqual(bodies.map(() => success));
    const { results, count } = await deployment.anyone.find('Thousand', { order: 'n', limit: 5_000, count: 1 });
    expect(count).toBe(1_000);
    expect(results.map((item) => item['objectId'])).toEqual(outcomes.map((outcome) => outcome['success'].objectId));
  });
});
