import { MODES, startParlance, type Parlance, type RestAnswer, type RestOptions } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, logIn, PATIENT, signUp, verdict } from './accounts.ts';
import { sdkOf } from './sdk.ts';

const LIMITED = [429, 100];
const MINUTES = 600_000;
const limit = (requestPath: string, requestCount: number, more: object = {}) => ({
  requestPath,
  requestCount,
  requestTimeWindow: MINUTES,
  ...more,
});

/** Each test has a path or an address of its own. */
const RATES = [
  limit('/login', 6),
  limit('/users', 3, { requestMethods: 'POST' }),
  limit('/classes/Counted', 60, { errorResponseMessage: 'Slow down.' }),
  limit('/classes/Counted/:objectId', 2, { requestMethods: ['PUT', 'DELETE'] }),
  limit('/classes/Global', 4, { zone: 'global' }),
  limit('/classes/ByUser', 2, { zone: 'user' }),
  limit('/classes/BySession', 2, { zone: 'session' }),
  limit('/classes/Admin', 2, { includeMasterKey: true }),
  limit('/classes/Shortly', 1, { requestTimeWindow: 900 }),
  limit('/schemas/*', 2),
];

describe.each(MODES)('limits on requests, %s', (mode) => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({
      mode,
      replicas: { gateway: 2 },
      env: { PARLANCE_TRUSTED_PROXY_HOPS: '1' },
      apps: [
        { id: 'test', settings: { ...PATIENT, rateLimit: RATES } },
        { id: 'everything', settings: { ...PATIENT, rateLimit: [limit('*', 20)] } },
        { id: 'open', settings: PATIENT },
      ],
    });
  });
  afterAll(() => parlance?.close());

  let asked = 0;
  /** Asks the gateways in turn, from an address as the proxy in front says it. */
  const ask = (method: string, path: string, body: unknown, address: string, { headers, ...more }: RestOptions = {}) =>
    parlance.rest(method, path, body, { gateway: (asked += 1) % 2, headers: { 'X-Forwarded-For': address, ...headers }, ...more });
  const batch = (count: number, path: string, address: string, more: RestOptions = {}, method = 'POST') => {
    const requests = Array.from({ length: count }, () => ({ method, path: `/parse${path}`, body: {} }));
    return ask('POST', '/batch', { requests }, address, more);
  };
  const verdicts = async (answers: readonly Promise<RestAnswer>[]) => (await Promise.all(answers)).map((answer) => verdict(answer).join());
  const limited = async (answers: readonly Promise<RestAnswer>[]) => (await verdicts(answers)).filter((one) => one === '429,100').length;

  it('SEC-19 CLD-26 a batch of 50 costs 50, at whichever gateway, and is refused as a whole', async () => {
    const address = '198.51.100.1';
    const done = await batch(50, '/classes/Counted', address);
    expect([done.status, done.body.length]).toEqual([200, 50]);
    expect((await batch(50, '/classes/Counted', '198.51.100.2')).status).toBe(200);
    const { status, body, headers } = await batch(50, '/classes/Counted', '198.51.100.2');
    expect([status, body]).toEqual([429, { code: 100, error: 'Slow down.' }]);
    expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(Number(headers.get('Retry-After'))).toBeLessThanOrEqual(MINUTES / 1_000);
    expect(headers.get('RateLimit-Policy')).toBe('"/classes/Counted";q=60;w=600');
    const stored = await (await parlance.database()).collection('Counted').countDocuments();
    expect(stored).toBe(100);
    const singly = Array.from({ length: 15 }, () => ask('POST', '/classes/Counted', {}, address));
    expect(await limited(singly)).toBe(5);
    expect(verdict(await batch(1, '/classes/Counted', address))).toEqual(LIMITED);
    expect(verdict(await batch(1, '//Classes/Counted/', address, {}, 'post'))).toEqual(LIMITED);
    const transaction = { transaction: true, requests: [{ method: 'POST', path: '/parse/classes/Counted', body: {} }] };
    expect(verdict(await ask('POST', '/batch', transaction, address))).toEqual(LIMITED);
    expect((await batch(1, '/classes/Other', address)).status).toBe(200);
  });

  it('SEC-06 CLD-29 however a path is spelled, it is the same count', async () => {
    const address = '198.51.100.3';
    const body = { username: 'nobody', password: 'wrong' };
    const spelled = ['/login', '//LOGIN', '/Login/', '/%6Cogin?x=1', '/l%4Fgin', '/login//'];
    for (const path of spelled) expect(verdict(await ask('POST', path, body, address)), path).toEqual([404, 101]);
    for (const path of spelled) expect(verdict(await ask('POST', path, body, address)), path).toEqual(LIMITED);
    expect(verdict(await ask('GET', '/login?username=nobody&password=wrong', undefined, address))).toEqual(LIMITED);
    expect(verdict(await ask('POST', '/login', { ...body, _method: 'GET' }, address))).toEqual(LIMITED);
    expect(verdict(await ask('POST', '/login', body, `198.51.100.4, ${address}`))).toEqual(LIMITED); // SEC-20
    expect(verdict(await ask('POST', '/verifyPassword', body, address))).toEqual([404, 101]);
  });

  it('SEC-06 CLD-27 a class with routes of its own is the same class under both names, and methods are those that are meant', async () => {
    const address = '198.51.100.5';
    for (const path of ['/users', '/classes/_User', '/Users/']) expect((await ask('POST', path, {}, address)).status).toBe(400);
    for (const path of ['/users', '/classes/_User']) expect(verdict(await ask('POST', path, {}, address))).toEqual(LIMITED);
    expect((await ask('GET', '/users', undefined, address)).status).toBe(200);
    expect((await ask('POST', '/users', { _method: 'GET' }, address)).status).toBe(200);
    for (let n = 0; n < 2; n++) expect(verdict(await ask('PUT', '/classes/Counted/nothing', {}, address))).toEqual([404, 101]);
    expect(verdict(await ask('DELETE', '/classes/Counted/other', undefined, address))).toEqual(LIMITED);
    expect(verdict(await ask('GET', '/classes/Counted/other', undefined, address))).toEqual([404, 101]);
  });

  it('counts all together, by user, by session, or by network', async () => {
    const find = (path: string, address: string, more: RestOptions = {}) => ask('GET', path, undefined, address, more);
    expect(await limited(Array.from({ length: 9 }, (_, n) => find('/classes/Global', `198.51.100.${n}`)))).toBe(5);

    const ada = await signUp(parlance, {}, { headers: { 'X-Forwarded-For': '192.0.2.1' } });
    const eve = await signUp(parlance, {}, { headers: { 'X-Forwarded-For': '192.0.2.1' } });
    const second = await logIn(parlance, ada.username, { headers: { 'X-Forwarded-For': '192.0.2.1' } });
    const at = (path: string, token: string, n: number) => find(path, `198.18.0.${n}`, as(token));
    expect(await limited([ada.token, second, ada.token].map((token, n) => at('/classes/ByUser', token, n)))).toBe(1);
    expect(await limited([0, 1].map((n) => at('/classes/ByUser', eve.token, n)))).toBe(0);
    expect(await limited([0, 1, 2].map((n) => at('/classes/BySession', ada.token, n)))).toBe(1);
    expect(await limited([0, 1].map((n) => at('/classes/BySession', second, n)))).toBe(0);
    expect(await limited([0, 1, 2, 3].map(() => find('/classes/ByUser', '198.51.100.6')))).toBe(2);
    // Tokens that are made up are refused before they begin a count of their own.
    expect(verdict(await at('/classes/BySession', 'r:00000000000000000000000000000000', 1))).toEqual([400, 209]);

    const networks = ['2001:db8::1', '2001:db8::2', '2001:db8::3', '2001:db8:0:1::1'];
    for (const [n, address] of networks.entries())
      expect(verdict(await find('/classes/ByUser', address)), address).toEqual(n === 2 ? LIMITED : [200, 0]);
  });

  it('CLD-25 privileged keys count only where they are to, and limits come before session and rights', async () => {
    const address = '127.0.0.1';
    const master = { key: 'master' } as const;
    const dead = { 'X-Parse-Session-Token': 'r:00000000000000000000000000000000' };
    expect(await limited(Array.from({ length: 5 }, () => ask('POST', '/login', { username: 'x', password: 'y' }, address, master)))).toBe(
      0,
    );
    expect(await limited(Array.from({ length: 4 }, () => ask('GET', '/classes/Admin', undefined, address, master)))).toBe(2);
    for (let n = 0; n < 2; n++) expect(verdict(await ask('GET', '/schemas/Game', undefined, address))).toEqual([403, 119]);
    expect(verdict(await ask('GET', '/schemas/Game', undefined, address, { headers: dead }))).toEqual(LIMITED);
    const keyless = await ask('GET', '/schemas/Game', undefined, address, { headers: { 'X-Parse-REST-API-Key': 'wrong' } });
    expect(keyless.status).toBe(403);
  });

  it('CLD-39 a window ends, and a limit on all paths counts parts of batches alone', async () => {
    expect((await ask('GET', '/classes/Shortly', undefined, '198.51.100.7')).status).toBe(200);
    await expect.poll(async () => (await ask('GET', '/classes/Shortly', undefined, '198.51.100.7')).status).toBe(200);
    const app = parlance.app('everything');
    const address = '198.51.100.8';
    expect((await batch(18, '/classes/Thing', address, { app })).status).toBe(200);
    expect(verdict(await ask('GET', '/unknown', undefined, address, { app }))).toEqual([404, 108]);
    expect((await ask('GET', '/classes/Thing', undefined, address, { app })).status).toBe(200);
    expect(verdict(await ask('GET', '/unknown', undefined, address, { app }))).toEqual(LIMITED);
    expect(verdict(await ask('POST', '/batch', { requests: 'none' }, address, { app }))).toEqual(LIMITED);
    expect((await ask('GET', '/health', undefined, address, { app })).status).toBe(200);
    expect((await ask('GET', '/classes/Thing', undefined, address, { app: parlance.app('open') })).status).toBe(200);
  });

  it('CLD-28 CLD-44 a limit that is set is in force at once, and the SDK hears of it', async () => {
    const app = parlance.app('open');
    const set = (rateLimit: unknown) => parlance.masterRest('PATCH', '/settings', { rateLimit }, { app });
    for (const bad of [
      [{ requestPath: '/login', requestCount: 1 }],
      [{ requestPath: '/login', requestTimeWindow: 1_000 }],
      [{ requestCount: 1, requestTimeWindow: 1_000 }],
      [limit('/a(b|c)', 1)],
      [limit('/*/x', 1)],
      [limit('/login', 0)],
      [limit('/login', 1, { zone: 'planet' })],
      [limit('/login', 1, { requestMethods: 'FETCH' })],
      [limit('/login', 1, { redisUrl: 'redis://elsewhere' })],
      [limit('/login', 1, { requestcount: 2 })],
      'none',
    ])
      expect((await set(bad)).status, JSON.stringify(bad)).toBe(400);
    expect((await set(limit('/classes/Later', 1))).body.rateLimit).toMatchObject([{ requestPath: '/classes/Later', requestCount: 1 }]);
    const later = (gateway: number) => parlance.rest('GET', '/classes/Later', undefined, { app, gateway });
    for (const gateway of [0, 1]) await expect.poll(async () => (await later(gateway)).status).toBe(429);
    const sdk = sdkOf(parlance, { app: app.id });
    await expect(new sdk.Query('Later').find()).rejects.toMatchObject({ code: 100 });
  });
});
