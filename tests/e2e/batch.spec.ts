import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSdk, loadSdk } from './sdk.ts';

describe.each(MODES)('batches, %s', (mode) => {
  const Parse = loadSdk();
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode });
    connectSdk(Parse, parlance);
  });
  afterAll(() => parlance.close());

  const batch = (requests: readonly object[]) => parlance.rest('POST', '/batch', { requests });
  const create = (className: string, body: object) => ({ method: 'POST', path: `/parse/classes/${className}`, body });
  const count = async (className: string) => (await parlance.database()).collection(className).countDocuments();

  it('OBJ-42 answers each request in order, and one failure leaves the others applied', async () => {
    await parlance.rest('POST', '/classes/Mixed', { n: 0 });
    const { status, body } = await batch([
      create('Mixed', { n: 1 }),
      create('Mixed', { n: 'not a number' }),
      { method: 'GET', path: '/parse/classes/Mixed?where={"n":0}' },
      create('Mixed', { 'bad name': 1 }),
      { method: 'DELETE', path: '/parse/classes/Mixed/nothing' },
      create('Other', { n: 5 }),
      { method: 'POST', path: '/parse/nowhere', body: {} },
    ]);
    expect(status).toBe(200);
    expect(body).toMatchObject([
      { success: { objectId: expect.any(String), createdAt: expect.any(String) } },
      { error: { code: 111 } },
      { success: { results: [{ n: 0 }] } },
      { error: { code: 105 } },
      { error: { code: 101, error: 'Object not found.' } },
      { success: { objectId: expect.any(String) } },
      { error: { code: 108 } },
    ]);
    expect([await count('Mixed'), await count('Other')]).toEqual([2, 1]);
  });

  it('ERR-13 errors of parts carry the codes of single requests', async () => {
    await parlance.rest('POST', '/classes/Codes', { n: 0 });
    const parts = [
      create('9x', {}),
      create('Codes', { n: 'x' }),
      create('Codes', { objectId: 'mine' }),
      { method: 'PUT', path: '/parse/classes/Codes/', body: {} },
    ];
    const { body } = await batch(parts);
    for (const [index, { method, path, body: sent }] of parts.entries()) {
      const single = await parlance.rest(method, path.slice('/parse'.length), sent);
      expect(body[index]).toEqual({ error: single.body });
    }
  });

  it('OBJ-43 fifty creates of one class arrive in their order', async () => {
    const { body } = await batch(Array.from({ length: 50 }, (_, n) => create('Fifty', { n })));
    const { body: found } = await parlance.rest('GET', '/classes/Fifty?limit=50');
    const numberOf = new Map(found.results.map(({ objectId, n }: { objectId: string; n: number }) => [objectId, n]));
    expect(body.map(({ success }: { success: { objectId: string } }) => numberOf.get(success.objectId))).toEqual(
      Array.from({ length: 50 }, (_, n) => n),
    );
  });

  it('SEC-21 a hundred parts run, one more is refused before any of them has', async () => {
    const parts = Array.from({ length: 101 }, (_, n) => create('Limit', { n }));
    expect((await batch(parts)).body.code).toBe(102);
    await expect(count('Limit')).resolves.toBe(0);
    expect((await batch(parts.slice(1))).body).toHaveLength(100);
  });

  it('SEC-21 parts ask for so many includes and subqueries together, else nothing of the batch runs', async () => {
    const include = Array.from({ length: 10 }, (_, n) => `a${n}`).join();
    const find = (query: string) => ({ method: 'GET', path: `/parse/classes/Costly?${query}` });
    const parts = Array.from({ length: 50 }, () => find(`include=${include}`));
    expect((await batch(parts)).status).toBe(200);
    const subquery = find(`where=${encodeURIComponent('{"a":{"$inQuery":{"className":"Costly","where":{}}}}')}`);
    const refused = await batch([create('Costly', {}), ...parts, subquery]);
    expect([refused.status, refused.body.code]).toEqual([400, 102]);
    expect(await count('Costly')).toBe(0);
  });

  it('OBJ-51 parts for one object take effect one after another', async () => {
    const { body: object } = await parlance.rest('POST', '/classes/Ordered', { n: 0, log: [] });
    const path = `/parse/classes/Ordered/${object.objectId}`;
    const { body } = await batch([
      { method: 'PUT', path, body: { n: 5 } },
      { method: 'PUT', path, body: { n: { __op: 'Increment', amount: 1 } } },
      { method: 'PUT', path, body: { log: { __op: 'Add', objects: ['a'] } } },
      { method: 'GET', path },
      { method: 'DELETE', path },
      { method: 'GET', path },
    ]);
    expect(body[1].success.n).toBe(6);
    expect(body[3].success).toMatchObject({ n: 6, log: ['a'] });
    expect(body[5].error.code).toBe(101);
  });

  it('the JS SDK saves and destroys many, and hears of each failure', async () => {
    const objects = Array.from({ length: 45 }, (_, n) => new Parse.Object('Saved', { n }));
    await Parse.Object.saveAll(objects);
    expect(new Set(objects.map(({ id }) => id)).size).toBe(45);
    expect(await new Parse.Query('Saved').count()).toBe(45);
    const failing = [new Parse.Object('Saved', { n: 'x' }), new Parse.Object('Saved', { n: 100 })];
    await expect(Parse.Object.saveAll(failing)).rejects.toMatchObject({ code: 111 });
    expect(failing[1]?.id).toBeDefined();
    await Parse.Object.destroyAll(objects);
    expect(await count('Saved')).toBe(1);
  });
});
