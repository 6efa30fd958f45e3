import { MODES, startParlance, type Parlance, type RestAnswer, type RestOptions } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const GATEWAYS = 2;
/** The promise is a second; the rest is for a busy machine: only a change that never shows takes longer. */
const SOON = { timeout: 5_000, interval: 10 };
const PARAMETERS_MAX = 100;
const BYTES_MAX = 131_072;

describe.each(MODES)('Config, %s', (mode) => {
  let parlance: Parlance;
  let apps = 0;
  beforeAll(async () => {
    const settings = { allowClientClassCreation: true };
    const ids = Array.from({ length: 20 }, (_, at) => ({ id: `app${at}`, settings }));
    parlance = await startParlance({ mode, apps: ids, replicas: { gateway: GATEWAYS } });
  });
  afterAll(() => parlance?.close());

  /** An app that no other test has touched. */
  function freshApp() {
    const app = parlance.app(`app${apps++}`);
    const read = (options: RestOptions = {}) => parlance.rest('GET', '/config', undefined, { app, ...options });
    return {
      app,
      read,
      readByMaster: () => read({ key: 'master' }),
      put: (body: unknown, options: RestOptions = {}) => parlance.rest('PUT', '/config', body, { app, key: 'master', ...options }),
    };
  }
  const codeOf = ({ status, body }: RestAnswer) => [status, body.code];

  it('CFG-01 CFG-14 a new app has no parameters, and the server invents none', async () => {
    const { read, readByMaster } = freshApp();
    expect([(await read()).status, (await read()).text]).toEqual([200, '{"params":{}}']);
    expect((await readByMaster()).text).toBe('{"params":{}}');
  });

  it('CFG-02 CFG-13 parameters of all types come back typed, and files with an address', async () => {
    const { app, read, put } = freshApp();
    const file = { __type: 'File', name: 'picture.png', url: 'http://elsewhere.example/picture.png' };
    const date = { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' };
    const point = { __type: 'GeoPoint', latitude: 40, longitude: -30 };
    const params = {
      text: 'hi',
      yes: true,
      no: false,
      whole: 42,
      large: Number.MAX_SAFE_INTEGER,
      broken: 0.1,
      date,
      file,
      point,
      list: [1, 'two', date, point, [file]],
      object: { nested: { date, list: [{ file }], n: 1.5 } },
    };
    expect((await put({ params })).body).toEqual({ result: true });
    const served = { ...file, url: expect.stringMatching(new RegExp(`^http://.*/parse/files/${app.id}/picture.png$`)) as string };
    const expected = { ...params, file: served, list: [1, 'two', date, point, [served]], object: { nested: { date, list: [{ file: served }], n: 1.5 } } }; // prettier-ignore
    expect((await read()).body.params).toEqual(expected);
  });

  it('CFG-05 CFG-06 a change touches the parameters that it names, and removes some', async () => {
    const { read, put } = freshApp();
    await put({ params: { welcome: 'hi', winningNumber: 42 } });
    const changed = await put({ params: { winningNumber: 43 } });
    expect([changed.status, changed.body]).toEqual([200, { result: true }]);
    expect((await read()).body.params).toEqual({ welcome: 'hi', winningNumber: 43 });
    await put({ params: { welcome: { __op: 'Delete' }, never: { __op: 'Delete' } } });
    expect((await read()).body).toEqual({ params: { winningNumber: 43 }, masterKeyOnly: { winningNumber: false } });
    expect((await put({ params: {} })).body).toEqual({ result: true });
    for (const key of ['rest', 'client', 'javascript', 'maintenance'] as const) {
      expect(codeOf(await put({ params: { winningNumber: 0 } }, { key }))).toEqual([403, 119]);
    }
    expect(codeOf(await put({ params: { winningNumber: 0 } }, { key: 'readOnlyMaster' }))).toEqual([400, 119]);
    expect((await read()).body.params).toEqual({ winningNumber: 43 });
  });

  it('CFG-10 parameters for master keys are hidden from clients, and stay so when their value changes', async () => {
    const { read, readByMaster, put } = freshApp();
    await put({ params: { open: 1, secret: 's3cret' }, masterKeyOnly: { secret: true } });
    expect((await read()).body).toEqual({ params: { open: 1 }, masterKeyOnly: { open: false } });
    expect((await readByMaster()).body).toEqual({
      params: { open: 1, secret: 's3cret' },
      masterKeyOnly: { open: false, secret: true },
    });
    expect((await read({ key: 'readOnlyMaster' })).body.params.secret).toBe('s3cret');
    expect((await read({ key: 'maintenance' })).text).not.toContain('secret');
    await put({ params: { secret: 'another' } });
    expect((await read()).text).not.toMatch(/secret|another/);
    await put({ masterKeyOnly: { secret: false } });
    expect((await read()).body.params).toEqual({ open: 1, secret: 'another' });
  });

  it('CFG-11 every client key reads, without a session; a wrong key does not', async () => {
    const { read, put } = freshApp();
    await put({ params: { n: 1 } });
    for (const key of ['rest', 'client', 'javascript', 'dotNet'] as const) expect((await read({ key })).body.params).toEqual({ n: 1 });
    expect((await read({ key: 'none', headers: { 'X-Parse-REST-API-Key': 'wrong' } })).status).toBe(403);
    expect((await read({ key: 'none' })).status).toBe(403);
  });

  it('CFG-03 the hundredth parameter is accepted, the next is not and changes nothing', async () => {
    const { read, put } = freshApp();
    const params = Object.fromEntries(Array.from({ length: PARAMETERS_MAX }, (_, at) => [`p${at}`, at]));
    await put({ params });
    expect((await read()).body.params).toEqual(params);
    expect(codeOf(await put({ params: { p0: 'changed', more: 1 } }))).toEqual([400, 116]);
    expect((await read()).body.params).toEqual(params);
    expect((await put({ params: { p0: { __op: 'Delete' }, more: 1 } })).status).toBe(200);
  });

  it('CFG-04 128 KB are accepted and one byte more is not, until another parameter shrinks', async () => {
    const { read, put } = freshApp();
    const small = 'x'.repeat(1_000);
    // Two names of one byte each, and the quotes of both values.
    const fits = 'ä'.repeat((BYTES_MAX - small.length - 2 - 4) / 2);
    expect(Buffer.byteLength(JSON.stringify(fits)) + Buffer.byteLength(JSON.stringify(small)) + 2).toBe(BYTES_MAX);
    await put({ params: { a: small } });
    expect((await put({ params: { b: fits } })).status).toBe(200);
    expect(codeOf(await put({ params: { b: `${fits}x` } }))).toEqual([400, 116]);
    expect((await read()).body.params.b).toBe(fits);
    expect((await put({ params: { a: small.slice(1), b: `${fits}x` } })).status).toBe(200);
  });

  it('CFG-09 bad names are 105, nested ones 121, pointers 111', async () => {
    const { read, put } = freshApp();
    const pointer = { __type: 'Pointer', className: 'Game', objectId: 'abcdefghij' };
    const refused: readonly (readonly [object, number])[] = [
      [{ 'a b': 1 }, 105],
      [{ 'a.b': 1 }, 105],
      [{ $a: 1 }, 105],
      [{ '': 1 }, 105],
      [{ className: 1 }, 105],
      [{ a: { 'b.c': 1 } }, 121],
      [{ a: [{ $b: 1 }] }, 121],
      [{ a: pointer }, 111],
      [{ a: { b: [pointer] } }, 111],
      [{ a: { __type: 'Relation', className: 'Game' } }, 111],
      [{ a: { __type: 'Other' } }, 111],
      [{ a: { __op: 'Increment', amount: 1 } }, 108],
    ];
    for (const [params, code] of refused) expect([params, ...codeOf(await put({ params }))]).toEqual([params, 400, code]);
    expect((await read()).text).toBe('{"params":{}}');
  });

  it('CFG-08 a change shows through every gateway', async () => {
    const { read, put } = freshApp();
    for (let n = 1; n <= 5; n++) {
      await put({ params: { n } }, { gateway: n % GATEWAYS });
      // The gateway that was asked knows at once.
      expect((await read({ gateway: n % GATEWAYS })).body.params.n).toBe(n);
      await expect.poll(async () => (await read({ gateway: (n + 1) % GATEWAYS })).body.params.n, SOON).toBe(n);
    }
  });

  it('CFG-07 CFG-15 readers never see half of a change, whoever makes it', async () => {
    const { read, put } = freshApp();
    const both = (n: number) => ({ params: { left: n, right: n, list: Array(100).fill(n) } });
    await put(both(0));
    const writing = Promise.all(Array.from({ length: 8 }, (_, at) => put(both(at + 1), { gateway: at % GATEWAYS })));
    let isWriting = true;
    const written = writing.finally(() => (isWriting = false));
    const seen: unknown[] = [];
    while (isWriting) {
      const answers = await Promise.all([read({ gateway: 0 }), read({ gateway: 1 })]);
      seen.push(...answers.map(({ body }) => body.params));
    }
    expect((await written).map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(seen.length).toBeGreaterThan(0);
    for (const params of seen as { left: number; right: number; list: number[] }[]) {
      expect(params).toEqual(both(params.left).params);
    }
  });

  it('CFG-12 a thousand reads cost no reads of the database each', async () => {
    const { app, read, put } = freshApp();
    await put({ params: { n: 1 } });
    const collection = (await parlance.database(app.id)).collection('_GlobalConfig');
    const reads = async (): Promise<number> => {
      const [stats] = await collection.aggregate([{ $collStats: { latencyStats: {} } }]).toArray();
      return Number((stats as { latencyStats: { reads: { ops: unknown } } }).latencyStats.reads.ops);
    };
    const [before, began] = [await reads(), performance.now()];
    for (let sent = 0; sent < 1_000; sent += 50) await Promise.all(Array.from({ length: 50 }, (_, n) => read({ gateway: n % GATEWAYS })));
    const halfSeconds = (performance.now() - began) / 500;
    // Each gateway asks anew every half second, and the statistics count their own reading.
    expect((await reads()) - before).toBeLessThanOrEqual(GATEWAYS * (halfSeconds + 2) + 2);
  });

  it('a reader who has the parameters already gets none again: 304', async () => {
    const { read, readByMaster, put } = freshApp();
    await put({ params: { n: 1 } });
    const etag = (await read()).headers.get('etag') as string;
    const again = (tag: string) => read({ headers: { 'If-None-Match': tag } });
    expect([(await again(etag)).status, (await again(etag)).text]).toEqual([304, '']);
    expect((await again(`"other", ${etag}`)).status).toBe(304);
    expect((await again('"other"')).status).toBe(200);
    expect((await read()).headers.get('cache-control')).toBe('private, no-cache');
    expect((await readByMaster()).headers.get('etag')).toBe(etag); // the same parameters for everybody here
    await put({ params: { n: 2 } });
    expect([(await again(etag)).status, (await again(etag)).body.params.n]).toEqual([200, 2]);
  });

  it('SEC-01 keys that reach into prototypes are refused wherever they are', async () => {
    const { read, put } = freshApp();
    const json = (text: string) => put(text, { headers: { 'Content-Type': 'application/json' } });
    for (const key of ['__proto__', 'constructor', 'prototype', '_bsontype']) {
      for (const body of [
        `{"params":{"${key}":1}}`,
        `{"params":{"a":{"b":[{"${key}":{"polluted":1}}]}}}`,
        `{"params":{"a":1},"masterKeyOnly":{"${key}":true}}`,
        `{"params":{"a":1},"conditions":{"${key}":[]}}`,
        `{"params":{"a":1},"conditions":{"a":[{"name":"x","when":{"users":["u"]},"value":{"${key}":1}}]}}`,
      ]) {
        expect([body, ...codeOf(await json(body))]).toEqual([body, 400, 105]);
      }
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect((await read()).text).toBe('{"params":{}}');
  });

  it('values nested too deep, and members of a wrong form, are refused', async () => {
    const { read, put } = freshApp();
    let deep: unknown = 1;
    for (let level = 0; level < 120; level++) deep = { a: deep };
    expect(codeOf(await put({ params: { deep } }))).toEqual([400, 107]);
    for (const member of ['params', 'masterKeyOnly', 'conditions']) {
      for (const value of [[], 'x', 5, true]) {
        expect([member, value, ...codeOf(await put({ [member]: value }))]).toEqual([member, value, 400, 107]);
      }
    }
    expect(codeOf(await put({ params: { a: 1 }, masterKeyOnly: { a: 'yes' } }))).toEqual([400, 111]);
    expect((await read()).text).toBe('{"params":{}}');
  });
});
