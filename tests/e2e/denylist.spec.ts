import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedState } from './hostile-input/stored-state.ts';

const SOON = { timeout: 5_000, interval: 20 };

describe.each(MODES)('keywords that an app refuses, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode });
    await parlance.rest('POST', '/classes/Note', { good: 1 });
  });
  afterAll(() => parlance.close());

  const denylist = (requestKeywordDenylist: object[] | null) => parlance.masterRest('PATCH', '/settings', { requestKeywordDenylist });
  const create = (body: object) => parlance.rest('POST', '/classes/Note', body);
  const find = (where: object) => parlance.rest('GET', `/classes/Note?where=${encodeURIComponent(JSON.stringify(where))}`);

  it('SEC-01 forbidden names are refused whatever the setting says', async () => {
    for (const settings of [[], [{ key: '^evil$' }]]) {
      await denylist(settings);
      for (const name of ['constructor', '__proto__', '_bsontype']) {
        const { body } = await parlance.rest('POST', '/classes/Note', `{"a":{"${name}":"Code"}}`);
        expect(body.code).toBe(105);
      }
    }
  });

  it('an entry is refused in bodies, queries and parts of a batch, and nothing is written', async () => {
    await denylist([{ key: '^evil$' }, { value: '^worse$' }]);
    await expect.poll(() => create({ evil: 1 }).then(({ body }) => body.code), SOON).toBe(105);
    const before = await storedState(parlance);
    expect((await create({ a: { b: [{ evil: 1 }] } })).body.code).toBe(105);
    expect((await create({ a: 'worse' })).body.code).toBe(105);
    expect((await find({ evil: { $exists: true } })).body.code).toBe(105);
    expect((await find({ $or: [{ a: 'worse' }] })).body.code).toBe(105);
    expect((await parlance.rest('POST', '/classes/Note', { _method: 'GET', where: { evil: 1 } })).body.code).toBe(105);
    expect((await parlance.masterRest('POST', '/classes/Note', { evil: 1 })).body.code).toBe(105);
    const part = (body: object) => ({ method: 'POST', path: '/parse/classes/Other', body });
    const refused = await parlance.rest('POST', '/batch', { requests: [part({ evil: 1 })], transaction: true });
    expect(refused.body.code).toBe(105);
    expect(await storedState(parlance)).toEqual(before);
    const { body } = await parlance.rest('POST', '/batch', { requests: [part({ evil: 1 }), part({ good: 2 })] });
    expect(body).toMatchObject([{ error: { code: 105 } }, { success: { objectId: expect.any(String) } }]);
    expect((await find({ good: 1 })).body.results).toHaveLength(1);
  });

  it('no entry keeps the master key from taking it back', async () => {
    await denylist([{ value: '.*' }, { key: '.*' }]);
    await expect.poll(() => create({ good: 1 }).then(({ body }) => body.code), SOON).toBe(105);
    expect((await denylist(null)).status).toBe(200);
    await expect.poll(() => create({ good: 1 }).then(({ status }) => status), SOON).toBe(201);
  });

  it.each([[[{}]], [[{ key: '(' }]], [[{ value: { $ne: 1 } }]], ['evil']])('the setting refuses %j', async (entries) => {
    const { status, body } = await parlance.masterRest('PATCH', '/settings', { requestKeywordDenylist: entries });
    expect([status, typeof body.code]).toEqual([400, 'number']);
  });
});
