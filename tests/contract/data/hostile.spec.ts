import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PUBLIC } from '@parlance/acl';
import { data } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { codeOf, DataDeployment, type Json } from './data-service.ts';

/** JSON as it arrives, so that `__proto__` is a key like any other. */
const json = (text: string): Json => JSON.parse(text) as Json;
const nested = (depth: number, leaf: string): string => '{"a":'.repeat(depth) + leaf + '}'.repeat(depth);

describe('hostile requests', () => {
  let deployment: DataDeployment;
  let objectId: string;
  beforeAll(async () => {
    deployment = await DataDeployment.start('split');
    objectId = (await deployment.anyone.create('Note', { text: 'x', secret: 'y' })).objectId as string;
    await deployment.master.create('Note', { text: 'hidden', ACL: {} });
  });
  afterAll(() => deployment.close());

  /** Every error is one a client should see: none is of the inside, none names it. */
  async function refused(work: Promise<unknown>): Promise<number> {
    const error: unknown = await work.then(
      () => new Error('It was not refused.'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof ParseError)) throw error;
    expect(error.kind).not.toBe('InternalServerError');
    expect(error.message).not.toMatch(/mongo|(?<!_)bson|cannot read prop|undefined|\n|E11000/i);
    return error.code;
  }

  it('SEC-01 refuses keys that reach into prototypes, at any depth and in any place', async () => {
    const { anyone } = deployment;
    for (const key of ['__proto__', 'constructor', 'prototype', '_bsontype']) {
      for (const depth of [0, 4, 29]) {
        const body = json(nested(depth, `{"${key}":{"polluted":1}}`));
        expect([key, depth, await refused(anyone.create('Note', body))]).toEqual([key, depth, 105]);
        expect([key, depth, await refused(anyone.update('Note', objectId, body))]).toEqual([key, depth, 105]);
        expect([102, 105, 107]).toContain(await refused(anyone.find('Note', { where: depth === 0 ? body : { text: body } })));
      }
      for (const name of ['keys', 'excludeKeys', 'include', 'order']) {
        expect([102, 105]).toContain(await refused(anyone.find('Note', { [name]: key })));
        expect([102, 105]).toContain(await refused(anyone.find('Note', { [name]: `text.${key}` })));
      }
    }
    expect(({} as Json)['polluted']).toBeUndefined();
  });

  it('SEC-05 takes no operator of the database for one of its own', async () => {
    const { anyone, master } = deployment;
    const operators = ['$where', '$expr', '$function', '$accumulator', '$jsonSchema', '$comment', '$mod', '$type', '$size', '$elemMatch', '$not', '$set']; // prettier-ignore
    for (const caller of [anyone, master]) {
      for (const operator of operators) {
        expect([operator, [102, 105, 107].includes(await refused(caller.find('Note', { where: { [operator]: 'true' } })))]).toEqual([
          operator,
          true,
        ]);
        expect([operator, await refused(caller.find('Note', { where: { text: { [operator]: 1 } } }))]).toEqual([operator, 107]);
        const value = { __type: 'Pointer', className: 'A', objectId: { [operator]: '' } };
        expect([102, 105, 106, 107]).toContain(await refused(caller.find('Note', { where: { text: { $in: [value] } } })));
      }
    }
  });

  it('SEC-03 refuses everything but text where an id is asked for', async () => {
    for (const odd of [{ $ne: null }, ['a'], 1, true, null, {}]) {
      expect([105, 107]).toContain(await refused(deployment.anyone.get('Note', odd as never)));
      expect([105, 107]).toContain(await refused(deployment.anyone.update('Note', odd as never, { text: 'z' })));
      expect([105, 107]).toContain(await refused(deployment.anyone.remove('Note', odd as never)));
      expect([105, 107]).toContain(await refused(deployment.anyone.find(odd as never)));
    }
    for (const odd of ['*', 'role:Admins', 'a\u0000b', 'x'.repeat(300), '\ud800']) {
      expect(await refused(deployment.anyone.get('Note', odd))).toBe(101);
      expect(await refused(deployment.anyone.update('Note', odd, { text: 'z' }))).toBe(104);
    }
    expect(await refused(deployment.anyone.update('Note', '', { text: 'z' }))).toBe(104);
    expect((await deployment.anyone.get('Note', objectId)).text).toBe('x');
  });

  it('SEC-21 takes values at a limit, and refuses those above it at once', async () => {
    const { anyone } = deployment;
    const deep = (depth: number) => anyone.create('Deep', json(nested(depth, '1')));
    await deep(100);
    expect(await refused(deep(101))).toBe(107);
    const operands = (count: number) => anyone.find('Note', { where: { text: { $in: Array(count).fill('x') } } });
    await operands(10_000);
    expect(await refused(operands(10_001))).toBe(102);
    const branches = (count: number) => anyone.find('Note', { where: { $or: Array.from({ length: count }, (_, n) => ({ n })) } });
    await branches(240);
    expect(await refused(branches(600))).toBe(102);
    const groups = (depth: number) => anyone.find('Note', { where: json('{"$or":['.repeat(depth) + '{"n":1}' + ']}'.repeat(depth)) });
    await groups(10);
    expect(await refused(groups(11))).toBe(102);
    const keys = (count: number) => anyone.find('Note', { keys: Array.from({ length: count }, (_, n) => `k${n}`).join(',') });
    await keys(500);
    expect(await refused(keys(501))).toBe(102);
    const order = (count: number) => anyone.find('Note', { order: Array.from({ length: count }, (_, n) => `k${n}`).join(',') });
    await order(10);
    expect(await refused(order(11))).toBe(102);
    expect(await refused(anyone.find('Note', { where: nested(5_000, '1') }))).toBeGreaterThan(100);
  });

  it('SEC-09 tells nothing about hidden objects by counts, orders or conditions', async () => {
    const { anyone } = deployment;
    for (const where of [
      { text: 'hidden' },
      { text: { $ne: 'x' } },
      { $nor: [{ text: 'x' }] },
      { $or: [{ text: 'hidden' }, { text: 'hidden' }] },
    ]) {
      expect(await anyone.find('Note', { where, count: 1 })).toEqual({ results: [], count: 0 });
    }
    expect((await anyone.find('Note', { order: 'text' })).results).toHaveLength(1);
  });

  it('refuses or answers whatever a request holds, and keeps working', async () => {
    const oddities: unknown[] = [
      null,
      true,
      0,
      -1,
      1e308,
      '',
      '\u0000',
      '\ud800',
      [],
      {},
      [[]],
      { $: 1 },
      { a: { __op: null } },
      { __type: null },
    ];
    const asks: ((odd: never) => Promise<unknown>)[] = [
      (odd) => deployment.anyone.create('Odd', { field: odd }),
      (odd) => deployment.anyone.create('Odd', { ACL: odd }),
      (odd) => deployment.anyone.create('Odd', { field: { __op: 'Increment', amount: odd } }),
      (odd) => deployment.anyone.create('Odd', { field: { __op: 'Add', objects: odd } }),
      (odd) => deployment.anyone.create('Odd', { field: { __op: 'AddRelation', objects: odd } }),
      (odd) => deployment.anyone.create('Odd', { field: { __op: odd } }),
      (odd) => deployment.anyone.create('Odd', { field: { __type: odd } }),
      (odd) => deployment.anyone.create('Odd', { field: { __type: 'Pointer', className: odd, objectId: odd } }),
      (odd) => deployment.anyone.update('Note', objectId, { odd }),
      (odd) => deployment.anyone.find('Note', { where: odd }),
      ...[
        'order',
        'limit',
        'skip',
        'count',
        'keys',
        'excludeKeys',
        'include',
        'includeAll',
        'redirectClassNameForKey',
        'readPreference',
        'hint',
        'explain',
        'comment',
        'nonsense',
      ].map((name) => (odd: never) => deployment.anyone.find('Note', { [name]: odd })),
      ...['$in', '$nin', '$all', '$lt', '$regex', '$options', '$exists', '$ne', '$eq'].map(
        (operator) => (odd: never) => deployment.anyone.find('Note', { where: { text: { [operator]: odd } } }),
      ),
      ...['$or', '$and', '$nor'].map((group) => (odd: never) => deployment.anyone.find('Note', { where: { [group]: odd } })),
    ];
    for (const odd of oddities) {
      for (const ask of asks) {
        await ask(odd as never).then(
          () => undefined,
          (error: unknown) => {
            if (!(error instanceof ParseError)) throw error;
            expect([JSON.stringify(odd), ask.toString(), error.kind]).toEqual([JSON.stringify(odd), ask.toString(), error.kind]);
            expect(error.code, `${ask.toString()} with ${JSON.stringify(odd)}`).not.toBe(1);
          },
        );
      }
    }
    expect((await deployment.anyone.get('Note', objectId)).secret).toBe('y');
  });

  it('says that a database which does not answer is out of service, without saying where it is', async () => {
    deployment.declare(
      'dead',
      { allowClientClassCreation: true },
      { name: 'never', uri: 'mongodb://user:password@127.0.0.1:9/?connectTimeoutMS=500' },
    );
    const dead = deployment.as(PUBLIC, 'dead');
    const error: unknown = await dead.find('Any').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'ServiceUnavailable', code: 2, status: 503 });
    expect((error as ParseError).message).not.toMatch(/127|password|:9/);
    expect(deployment.logs.join('')).not.toContain('password');
    expect(await codeOf(deployment.call(data.find, { className: 'Note', parameters: {} }, { app: 'other' }))).toBe(903);
  });
});
