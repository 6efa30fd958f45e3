import { MODES, startParlance, type Parlance, type RestOptions } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe.each(MODES)('the history of Config, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode, apps: [{ id: 'test' }, { id: 'adopted' }, { id: 'raced' }] });
  });
  afterAll(() => parlance?.close());

  const at = (app: string) => ({
    read: (path = '') => parlance.masterRest('GET', `/config${path}`, undefined, { app: parlance.app(app) }),
    put: (body: object) => parlance.masterRest('PUT', '/config', body, { app: parlance.app(app) }),
    rollBack: (version: unknown, options: RestOptions = {}) =>
      parlance.masterRest('POST', '/config/rollback', { version }, { app: parlance.app(app), ...options }),
  });

  it('CFG-16 tells who changed which parameters and when, newest first', async () => {
    const { read, put } = at('test');
    const before = Date.now();
    await put({ params: { a: 1, b: { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' } }, masterKeyOnly: { b: true } });
    await put({ params: { a: 2 } });
    await put({ params: { a: 2 } }); // changes nothing, and so is no change
    await put({ params: { b: { __op: 'Delete' } } });
    const { results } = (await read('/versions')).body as { results: { version: number; at: string; by: object; changes: unknown }[] };
    const side = (value: unknown, masterKeyOnly = false) => ({ value, masterKeyOnly });
    const date = side({ __type: 'Date', iso: '2020-01-01T00:00:00.000Z' }, true);
    expect(results.map(({ version, changes }) => [version, changes])).toEqual([
      [3, [{ name: 'b', before: date }]],
      [2, [{ name: 'a', before: side(1), after: side(2) }]],
      [1, [{ name: 'a', after: side(1) }, { name: 'b', after: date }]], // prettier-ignore
      [0, []],
    ]);
    for (const { version, by, at: time } of results.slice(0, 3)) {
      expect([version, by]).toEqual([version, { kind: 'master', address: '127.0.0.1', requestId: expect.any(String) as string }]);
      expect(new Date(time).getTime()).toBeGreaterThanOrEqual(before - 1);
    }
    expect((await read('/versions?limit=1&before=3')).body.results.map(({ version }: { version: number }) => version)).toEqual([2]);
    expect((await read('/versions/2')).body).toMatchObject({ version: 2, params: { a: 2, b: date.value }, masterKeyOnly: { a: false, b: true } }); // prettier-ignore
  });

  it('goes back to a version, flags and conditions included, and can come back again', async () => {
    const { read, put, rollBack } = at('test');
    const conditions = { a: [{ name: 'iOS', when: { deviceType: ['ios'] }, value: 7 }] };
    await put({ params: { a: 5, c: 1 }, masterKeyOnly: { a: true }, conditions });
    const state = (await read()).body;
    const [{ version }] = (await read('/versions?limit=1')).body.results;
    await put({ params: { a: 6, c: { __op: 'Delete' }, d: [1] }, masterKeyOnly: { a: false }, conditions: { a: [] } });
    expect((await read()).body).toEqual({ params: { a: 6, d: [1] }, masterKeyOnly: { a: false, d: false } });
    expect((await rollBack(version)).body).toEqual({ result: true });
    expect((await read()).body).toEqual(state);
    expect((await read('/versions?limit=1')).body.results[0]).toMatchObject({ rolledBackTo: version });
    await rollBack(0);
    expect((await read()).body).toEqual({ params: {}, masterKeyOnly: {} });
  });

  it('keeps the parameters that a database came with as version 0', async () => {
    const { read, put, rollBack } = at('adopted');
    const config = (await parlance.database('adopted')).collection<{ _id: number }>('_GlobalConfig');
    const found = {
      params: { welcome: 'hi', when: { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' }, 'old-name': 1 },
      masterKeyOnly: {},
    };
    await config.insertOne({ _id: 1, ...found });
    expect((await read()).body).toEqual(found);
    await put({ params: { welcome: 'hello', 'old-name': { __op: 'Delete' } } });
    expect(await config.findOne({ _id: 1 })).toEqual({
      _id: 1,
      params: { welcome: 'hello', when: found.params.when },
      masterKeyOnly: { welcome: false },
    });
    await rollBack(0);
    expect((await read()).body.params).toEqual(found.params);
  });

  it('loses no change of many that are made at once', async () => {
    const { read, put } = at('raced');
    const names = Array.from({ length: 12 }, (_, n) => `p${n}`);
    const answers = await Promise.all(names.map((name) => put({ params: { [name]: name } })));
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200));
    expect((await read()).body.params).toEqual(Object.fromEntries(names.map((name) => [name, name])));
    const versions = (await read('/versions')).body.results.map(({ version }: { version: number }) => version);
    expect(versions).toEqual(Array.from({ length: 13 }, (_, n) => 12 - n));
  });

  it('is for master keys, of which the one that reads changes nothing', async () => {
    const { rollBack } = at('test');
    for (const [method, path, body] of [
      ['GET', '/config/versions'],
      ['GET', '/config/versions/1'],
      ['POST', '/config/rollback', { version: 1 }],
      ['POST', '/config/preview', {}],
    ] as const) {
      const { status, body: answer } = await parlance.rest(method, path, body);
      expect([path, status, answer.code]).toEqual([path, 403, 119]);
    }
    expect((await parlance.rest('GET', '/config/versions', undefined, { key: 'readOnlyMaster' })).status).toBe(200);
    const refused = await rollBack(1, { app: parlance.app('test'), key: 'readOnlyMaster' });
    expect([refused.status, refused.body.code]).toEqual([400, 119]);
  });

  it('refuses versions that are none', async () => {
    const { read, rollBack } = at('test');
    for (const version of [-1, 1.5, '1', null, {}, [1], undefined]) {
      const { status, body } = await rollBack(version);
      expect([version, status, body.code]).toEqual([version, 400, 102]);
    }
    expect((await rollBack(9_999)).body.code).toBe(101);
    expect((await read('/versions/x')).body.code).toBe(102);
    expect((await read('/versions/9999')).body.code).toBe(101);
    for (const query of ['limit=0', 'limit=51', 'limit=x', 'before=0', 'before=x']) {
      expect([query, (await read(`/versions?${query}`)).body.code]).toEqual([query, 102]);
    }
  });
});
