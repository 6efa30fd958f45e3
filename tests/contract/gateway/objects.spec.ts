import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { GatewayProcess, REST } from './gateway-process.ts';
import { rest } from './recorder.ts';

let gateway: GatewayProcess;
beforeAll(async () => void (gateway = await GatewayProcess.start({ PARLANCE_PUBLIC_URL: 'https://api.example.com/parse/' })));
afterAll(() => gateway.stop());
beforeEach(() => gateway.recorder.reset());

describe('object routes', () => {
  it('get an object, with the parameters of the query string as texts', async () => {
    const { status, json } = await ask(gateway.url, '/parse/classes/Game/abc?keys=a,b&include=c', { headers: REST });
    expect([status, json]).toEqual([200, { objectId: 'abc' }]);
    expect(gateway.recorder.last).toMatchObject({
      operation: 'data.get',
      request: { className: 'Game', objectId: 'abc', parameters: { keys: 'a,b', include: 'c' } },
      context: { app: 'test', identity: { kind: 'public' } },
    });
  });

  it('find objects, with escaped parameters decoded once', async () => {
    await ask(gateway.url, `/parse/classes/Game?where=${encodeURIComponent('{"a":"%25 +"}')}&order=-a+b`, { headers: REST });
    expect(gateway.recorder.last.request).toEqual({ className: 'Game', parameters: { where: '{"a":"%25 +"}', order: '-a b' } });
  });

  it('OBJ-01 create an object with 201 and a Location below the public address', async () => {
    const { status, headers, json } = await ask(gateway.url, '/parse/classes/Game', { method: 'POST', headers: REST, body: { a: 1 } });
    expect([status, headers['location']]).toEqual([201, 'https://api.example.com/parse/classes/Game/new1']);
    expect(json).toEqual({ objectId: 'new1' });
    expect(gateway.recorder.last.request).toEqual({ className: 'Game', body: { a: 1 } });
  });

  it('update and delete an object', async () => {
    const updated = await ask(gateway.url, '/parse/classes/Game/x1', { method: 'PUT', headers: REST, body: { a: null } });
    expect([updated.status, gateway.recorder.last.request]).toEqual([200, { className: 'Game', objectId: 'x1', body: { a: null } }]);
    const removed = await ask(gateway.url, '/parse/classes/Game/x1', { method: 'DELETE', headers: REST });
    expect([removed.status, removed.json]).toEqual([200, {}]);
    expect(gateway.recorder.last).toMatchObject({ operation: 'data.remove', request: { className: 'Game', objectId: 'x1' } });
  });

  it.each(['PUT', 'DELETE'])('%s without an id answers 104 and asks nobody', async (method) => {
    for (const path of ['/parse/classes/Game/', '/parse/classes/Game']) {
      const { status, json } = await ask(gateway.url, path, { method, headers: REST, body: {} });
      expect([status, json.code]).toEqual([400, 104]);
    }
    expect(gateway.recorder.requests).toEqual([]);
  });

  it('HEAD answers as GET does, without a body', async () => {
    const got = await ask(gateway.url, '/parse/classes/Game/abc', { headers: REST });
    const head = await ask(gateway.url, '/parse/classes/Game/abc', { method: 'HEAD', headers: REST });
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', got.headers['content-length']]);
  });

  it('pass the bytes of a reply through untouched', async () => {
    const body = Buffer.from('{"n":1.0,"big":12345678901234567890,"s":"\\u00e4ä"}');
    gateway.recorder.answers.set('data.get', () => ({ status: 200, body }));
    expect((await ask(gateway.url, '/parse/classes/Game/abc', { headers: REST })).text).toBe(body.toString('utf8'));
  });

  it('compress large replies for clients that take gzip', async () => {
    gateway.recorder.answers.set('data.find', () => rest({ results: Array.from({ length: 1_000 }, (_, index) => ({ index })) }));
    const plain = await ask(gateway.url, '/parse/classes/Game', { headers: REST });
    const packed = await fetch(`${gateway.url}/parse/classes/Game`, { headers: { ...REST, 'Accept-Encoding': 'gzip' } });
    expect([plain.headers['content-encoding'], packed.headers.get('content-encoding')]).toEqual([undefined, 'gzip']);
    expect(Number(packed.headers.get('content-length'))).toBeLessThan(plain.text.length / 3);
    expect(await packed.text()).toBe(plain.text);
    const refused = await ask(gateway.url, '/parse/classes/Game', { headers: { ...REST, 'Accept-Encoding': 'gzip;q=0, br' } });
    expect(refused.headers['content-encoding']).toBeUndefined();
  });
});

describe('SEC-06 other spellings', () => {
  it.each([
    '/parse//classes/Game/abc',
    '//parse/classes/Game/abc/',
    '/PARSE/Classes/Game/abc',
    '/parse/%63lasses/G%61me/abc',
    '/parse/classes/Game/abc/?x=1',
    '/parse/classes/Game/abc?',
  ])('%s reaches the same object', async (path) => {
    expect((await ask(gateway.url, path, { headers: REST })).json).toEqual({ objectId: 'abc' });
    expect(gateway.recorder.last.request).toMatchObject({ className: 'Game', objectId: 'abc' });
  });

  it.each([
    ['/parse/classes/Game/..', '..'],
    ['/parse/classes/Game/%2e%2e', '..'],
    ['/parse/classes/Game/a%2Fb', 'a/b'],
    ['/parse/classes/Game/a%252Fb', 'a%2Fb'],
  ])('%s is the object %s, and no other path', async (path, objectId) => {
    await ask(gateway.url, path, { headers: REST });
    expect(gateway.recorder.last.request).toMatchObject({ className: 'Game', objectId });
  });

  it.each(['/parse/serverInfo', '/parse//serverinfo', '/parse/SERVERINFO/', '/parse/%73erverInfo', '/parse/serverInfo?x=1'])(
    '%s meets the same guard',
    async (path) => {
      for (const question of [{ method: 'GET' }, { method: 'POST', body: { _method: 'get' } }]) {
        const { status, json } = await ask(gateway.url, path, { ...question, headers: REST });
        expect([status, json.code]).toEqual([403, 119]);
      }
    },
  );

  it('a broken escape answers 107', async () => {
    const { status, json } = await ask(gateway.url, '/parse/classes/%E0%A4%A', { headers: REST });
    expect([status, json.code]).toEqual([400, 107]);
  });
});

describe('X-Parse-Request-Id', () => {
  const headers = { ...REST, 'X-Parse-Request-Id': 'request-1' };
  beforeAll(() => gateway.declare('test', { settings: { idempotency: { paths: ['classes/Game', '/functions/.*'], ttl: 77 } } }));

  it('ERR-15 refuses a repeated POST or PUT with 159, on the declared paths alone', async () => {
    const post = (path: string, method = 'POST') => ask(gateway.url, path, { method, headers, body: {} });
    expect((await post('/parse/classes/Game')).status).toBe(201);
    const repeated = await post('/parse//classes/Game/');
    expect([repeated.status, repeated.json]).toEqual([400, { code: 159, error: 'Duplicate request' }]);
    expect((await post('/parse/classes/Game/x1', 'PUT')).json.code).toBe(159);
    expect((await post('/parse/classes/Other')).status).toBe(201);
    expect((await ask(gateway.url, '/parse/classes/Game', { headers })).status).toBe(200);
    expect(gateway.recorder.requests.map(({ operation }) => operation)).toEqual(['data.create', 'data.create', 'data.find']);
  });

  it('an id longer than 256 characters answers 107', async () => {
    const { json } = await ask(gateway.url, '/parse/classes/Game', {
      method: 'POST',
      headers: { ...REST, 'X-Parse-Request-Id': 'i'.repeat(257) },
      body: {},
    });
    expect(json.code).toBe(107);
  });
});
