import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ParseError } from '@parlance/errors';
import { ask } from './ask.ts';
import { APP, GatewayProcess, REST } from './gateway-process.ts';

let gateway: GatewayProcess;
beforeAll(async () => void (gateway = await GatewayProcess.start()));
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.recorder.reset();
  gateway.declare(APP);
});

const OBJECT = '/parse/classes/Game/abc';
const failWith = (error: Error) =>
  gateway.recorder.answers.set('data.get', () => {
    throw error;
  });

describe('errors', () => {
  it.each([
    [new ParseError('ObjectNotFound', 'Object not found.'), 404, 101],
    [new ParseError('OperationForbidden', 'no'), 400, 119],
    [new ParseError('MasterKeyRequired', 'no'), 403, 119],
    [new ParseError('RateLimited', 'no'), 429, 100],
    [new ParseError('InvalidQuery', 'no'), 400, 102],
    [new ParseError('DuplicateValue', 'no'), 400, 137],
  ])('ERR-02 of a service keep code, text and status: %s', async (error, status, code) => {
    failWith(error);
    const answer = await ask(gateway.url, OBJECT, { headers: REST });
    expect([answer.status, answer.json]).toEqual([status, { code, error: error.message }]);
  });

  it('ERR-04 of our own say nothing but the name of the request', async () => {
    failWith(new Error('connect ECONNREFUSED 10.0.0.7:27017 /srv/app/data.ts'));
    const { status, json, headers } = await ask(gateway.url, OBJECT, { headers: REST });
    expect([status, json]).toEqual([500, { code: 1, error: 'Internal server error.' }]);
    expect(headers['x-request-id']).toBe(gateway.recorder.last.context.requestId);
  });

  it.each(['/parse/nowhere', '/parse', '/parse/classes', '/parse/classes/A/b/c', '/elsewhere', '/', '/health', '/health/other'])(
    'OBJ-46 the unknown route %s answers 404 with 108',
    async (path) => {
      const { status, json, headers } = await ask(gateway.url, path, { headers: REST });
      expect([status, json.code, typeof json.error]).toEqual([404, 108, 'string']);
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
    },
  );

  it.each(['PROPFIND', 'TRACE', 'LOCK', 'PURGE', 'M-SEARCH', 'PATCH', 'QUERY'])(
    'OBJ-46 the unknown verb %s answers 404 with 108',
    async (method) => {
      const { status, json } = await ask(gateway.url, OBJECT, { method, headers: REST });
      expect([status, json.code]).toEqual([404, 108]);
    },
  );
});

describe('ERR-12 the first failing check wins', () => {
  const token = { 'X-Parse-Session-Token': 'r:1' };
  it.each<[string, number, string, Record<string, string>, unknown]>([
    ['size before key', 413, OBJECT, { ...REST, 'X-Parse-REST-API-Key': 'wrong' }, 'x'.repeat(1_001)],
    ['key before session', 903, OBJECT, { ...REST, ...token, 'X-Parse-REST-API-Key': 'wrong' }, ''],
    ['key before route', 903, '/parse/nowhere', { ...REST, 'X-Parse-REST-API-Key': 'wrong' }, ''],
    ['key before JSON', 903, OBJECT, { ...REST, 'X-Parse-REST-API-Key': 'wrong' }, '{'],
    ['unreadable JSON without an app id is a missing key', 902, OBJECT, {}, '{'],
    ['session before route', 209, '/parse/nowhere', { ...REST, ...token }, ''],
    ['session before JSON', 209, OBJECT, { ...REST, ...token }, '{'],
    ['route before JSON', 108, '/parse/nowhere', REST, '{'],
    ['scope before JSON', 119, '/parse/settings', REST, '{'],
    ['JSON before everything a service checks', 107, '/parse/classes/9x', REST, '{'],
  ])('%s', async (_, expected, path, headers, body) => {
    gateway.declare(APP, { settings: { maxUploadSize: 1_000 } });
    const { status, json } = await ask(gateway.url, path, { method: path === '/parse/settings' ? 'PATCH' : 'POST', headers, body });
    expect(expected === 413 ? status : json.code).toBe(expected);
    expect(gateway.recorder.requests).toEqual([]);
  });
});

describe('time', () => {
  it('OBJ-47 a request that takes too long answers 124 at its deadline', async () => {
    gateway.declare(APP, { settings: { requestDeadlineMs: 300 } });
    gateway.recorder.answers.set('data.get', () => new Promise(() => undefined));
    const startedAt = performance.now();
    const { status, json } = await ask(gateway.url, OBJECT, { headers: REST });
    expect([status, json.code]).toEqual([400, 124]);
    expect(performance.now() - startedAt).toBeLessThan(6_000);
  });

  it('every request carries its deadline on', async () => {
    const before = Date.now();
    await ask(gateway.url, OBJECT, { headers: REST });
    const { deadline } = gateway.recorder.last.context;
    expect(deadline - before).toBeGreaterThanOrEqual(9_000);
    expect(deadline - Date.now()).toBeLessThanOrEqual(9_000);
  });
});

describe('services that are down', () => {
  it('ERR-11 answer 503 with Retry-After at once; a known app is still known', async () => {
    const lonely = await GatewayProcess.start();
    try {
      expect((await ask(lonely.url, OBJECT, { headers: REST })).status).toBe(200);
      await lonely.stopServices();
      const startedAt = performance.now();
      const { status, headers, json } = await ask(lonely.url, OBJECT, { headers: REST });
      expect([status, headers['retry-after'], json.code]).toEqual([503, '1', 2]);
      const unknown = await ask(lonely.url, OBJECT, { headers: { 'X-Parse-Application-Id': 'unheard-of' } });
      expect([unknown.status, unknown.json.code]).toEqual([503, 2]);
      expect(performance.now() - startedAt).toBeLessThan(6_000);
    } finally {
      await lonely.stop();
    }
  });
});

describe('CORS', () => {
  const CORS = 'access-control-allow-origin';

  it.each([
    ['success', OBJECT, REST],
    ['403', OBJECT, {}],
    ['404', '/parse/nowhere', REST],
    ['404 beside the mount', '/elsewhere', {}],
    ['health', '/parse/health', {}],
    ['414', `/parse/${'x'.repeat(70_000)}`, {}],
  ])('ERR-18 fields are on every answer: %s', async (_, path, headers) => {
    const answer = await ask(gateway.url, path, { headers });
    expect(answer.headers).toMatchObject({
      [CORS]: '*',
      'access-control-allow-methods': 'GET,PUT,POST,DELETE,OPTIONS,PATCH',
      'access-control-expose-headers': 'X-Parse-Job-Status-Id, X-Parse-Push-Status-Id',
    });
    const allowed = String(answer.headers['access-control-allow-headers']).split(', ');
    expect(allowed).toEqual(
      expect.arrayContaining(['X-Parse-Application-Id', 'X-Parse-Installation-Id', 'X-Parse-Client-Key', 'Content-Type']),
    );
  });

  it.each(['/parse/classes/Game', '/parse/health', '/parse/nowhere', '/elsewhere', '*'])(
    'OPTIONS %s answers 200 OK without an app id',
    async (path) => {
      const { status, text, headers } = await ask(gateway.url, path, { method: 'OPTIONS' });
      expect([status, text, headers[CORS]]).toEqual([200, 'OK', '*']);
    },
  );

  it('SEC-29 a listed origin is named, an unlisted one is told the first of the list', async () => {
    gateway.declare(APP, { settings: { allowOrigin: ['https://a.example', 'https://b.example'], allowHeaders: ['X-Own'] } });
    const from = async (origin: string, headers: Record<string, string> = REST, method = 'GET') =>
      (await ask(gateway.url, OBJECT, { method, headers: { ...headers, Origin: origin } })).headers;
    expect(await from('https://b.example')).toMatchObject({ [CORS]: 'https://b.example', vary: 'Origin' });
    expect(await from('https://evil.example')).toMatchObject({ [CORS]: 'https://a.example' });
    expect(await from('https://evil.example', { ...REST, 'X-Parse-REST-API-Key': 'wrong' })).toMatchObject({ [CORS]: 'https://a.example' });
    expect(await from('https://evil.example', REST, 'OPTIONS')).toMatchObject({ [CORS]: 'https://a.example' });
    expect((await from('https://b.example'))['access-control-allow-headers']).toContain('X-Own');
  });
});
