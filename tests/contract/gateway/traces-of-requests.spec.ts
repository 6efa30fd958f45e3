import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, parseRaw, raw } from './ask.ts';
import { APP, GatewayProcess, MASTER, REST } from './gateway-process.ts';

let gateway: GatewayProcess;
beforeAll(async () => void (gateway = await GatewayProcess.start({ PARLANCE_ACCESS_LOG: 'true' })));
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.recorder.reset();
  gateway.declare(APP);
});

const OBJECT = '/parse/classes/Game/abc';
const ID = /^[\w-]{11,}-[0-9a-z]+$/;
const idOf = (answer: string) => /\r\nX-Request-Id: (.*)\r\n/i.exec(answer)?.[1];
const fails = (operation: string, error: Error) =>
  gateway.recorder.answers.set(operation, () => {
    throw error;
  });
const linesOf = (requestId: unknown, message: string) =>
  gateway.logs.filter((line) => line['request_id'] === requestId && line['msg'] === message);

describe('ERR-04 every answer names its request', () => {
  it.each<[string, number, string, string, Record<string, string>, unknown]>([
    ['a success', 200, 'GET', OBJECT, REST, undefined],
    ['a create', 201, 'POST', '/parse/classes/Game', REST, {}],
    ['HEAD', 200, 'HEAD', OBJECT, REST, undefined],
    ['OPTIONS', 200, 'OPTIONS', OBJECT, {}, undefined],
    ['no key', 403, 'GET', OBJECT, {}, undefined],
    ['no route', 404, 'GET', '/parse/nowhere', REST, undefined],
    ['beside the mount', 404, 'GET', '/elsewhere', {}, undefined],
    ['broken JSON', 400, 'POST', '/parse/classes/Game', REST, '{'],
    ['a body that is too large', 413, 'POST', '/parse/classes/Game', REST, 'x'.repeat(2_001)],
    ['a long URL', 414, 'GET', `/parse/${'x'.repeat(70_000)}`, {}, undefined],
    ['a target that nobody can read', 400, 'GET', '/parse/%', {}, undefined],
    ['an odd Expect', 417, 'GET', OBJECT, { ...REST, Expect: 'the-unexpected' }, undefined],
    ['a batch', 200, 'POST', '/parse/batch', REST, { requests: [] }],
    ['health', 200, 'GET', '/parse/health', {}, undefined],
    ['a probe', 200, 'GET', '/health/ready', {}, undefined],
    ['a page', 200, 'GET', '/parse/apps/invalid_link.html', {}, undefined],
  ])('%s', async (_, status, method, path, headers, body) => {
    gateway.declare(APP, { settings: { maxUploadSize: 2_000 } });
    const answer = await ask(gateway.url, path, { method, headers, body });
    expect(answer.status).toBe(status);
    expect(answer.headers['x-request-id']).toMatch(ID);
  });

  it.each<[string, number, string]>([
    ['bytes that are no HTTP', 400, 'hello\r\n\r\n'],
    ['header fields beyond all limits', 431, `GET /parse/health HTTP/1.1\r\nHost: x\r\nX-A: ${'x'.repeat(400 << 10)}`],
  ])('%s', async (_, status, bytes) => {
    const answer = await raw(gateway.url, bytes);
    expect(parseRaw(answer).status).toBe(status);
    expect(idOf(answer)).toMatch(ID);
  });

  it('each with another name', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(gateway.url, OBJECT, { headers: REST })));
    expect(new Set(answers.map(({ headers }) => headers['x-request-id'])).size).toBe(5);
  });
});

describe('OBJ-46 HEAD', () => {
  it.each<[string, string]>([
    ['an object', OBJECT],
    ['an error', '/parse/nowhere'],
    ['health', '/parse/health'],
    ['a page', '/parse/apps/invalid_link.html'],
  ])('has no body: %s', async (_, path) => {
    const fields = Object.entries(REST).map(([name, value]) => `${name}: ${value}\r\n`);
    const answer = await raw(gateway.url, `HEAD ${path} HTTP/1.1\r\nHost: x\r\n${fields.join('')}Connection: close\r\n\r\n`);
    expect(answer.split('\r\n\r\n')[1]).toBe('');
  });

  it.each<[string, string]>([
    ['is malformed', 'HEAD /parse/health HTTP/1.1\r\nHost: x\r\n: x\r\n\r\n'],
    ['has a body that is too large', 'HEAD /parse/classes/Game/abc HTTP/1.1\r\nHost: x\r\nContent-Length: 900000000\r\n\r\nxxx'],
    ['expects the odd', 'HEAD /parse/health HTTP/1.1\r\nHost: x\r\nExpect: x\r\nConnection: close\r\n\r\n'],
  ])('has none either when it %s', async (_, bytes) => {
    const answer = await raw(gateway.url, bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer.split('\r\n\r\n')[1]).toBe('');
  });
});

describe('a request that fails without its client having brought it about', () => {
  it.each<[string, Error, number, number]>([
    ['503', new ParseError('ServiceUnavailable', 'x'), 503, 2],
    ['124', new ParseError('RequestTimeout', 'x'), 400, 124],
    ['500', new Error('x'), 500, 1],
  ])('has a line with its route, its app, its code, the awaited operation and the time: %s', async (_, error, status, code) => {
    const app = `failing-${code}`;
    gateway.declare(app);
    fails('data.get', error);
    const answer = await ask(gateway.url, OBJECT, { headers: { ...REST, 'X-Parse-Application-Id': app } });
    expect(answer.status).toBe(status);
    expect(linesOf(answer.headers['x-request-id'], 'A request failed.')).toEqual([
      expect.objectContaining({
        level: 'warn',
        app,
        route: 'GET /classes/:className/:objectId',
        code,
        status,
        waited_for: 'data.get',
        took_ms: expect.any(Number),
      }),
    ]);
  });

  it('has one also when it fails before its route is looked up, and for parts of a batch', async () => {
    fails('auth.identify', new ParseError('ServiceUnavailable', 'x'));
    const early = await ask(gateway.url, OBJECT, { headers: { ...REST, 'X-Parse-Session-Token': 'r:1' } });
    expect(linesOf(early.headers['x-request-id'], 'A request failed.')).toMatchObject([
      { app: APP, route: 'GET /classes/:className/:objectId', code: 2, waited_for: 'auth.identify' },
    ]);
    fails('data.remove', new ParseError('RequestTimeout', 'x'));
    const requests = [
      { method: 'DELETE', path: '/parse/classes/Game/a' },
      { method: 'POST', path: '/parse/classes/Game', body: {} },
    ];
    const batch = await ask(gateway.url, '/parse/batch', { method: 'POST', headers: REST, body: { requests } });
    expect(batch.status).toBe(200);
    expect(linesOf(batch.headers['x-request-id'], 'A request failed.')).toMatchObject([
      { app: APP, route: 'POST /batch', code: 124, waited_for: 'data.remove', took_ms: expect.any(Number) },
    ]);
  });

  it('of a kind is told a few times and then counted', async () => {
    gateway.declare('outage');
    fails('data.get', new ParseError('ServiceUnavailable', 'x'));
    const before = gateway.logs.length;
    const headers = { ...REST, 'X-Parse-Application-Id': 'outage' };
    for (let count = 0; count < 20; count++) await ask(gateway.url, OBJECT, { headers });
    expect(gateway.logs.slice(before).filter(({ msg }) => msg === 'A request failed.')).toHaveLength(5);
  });

  it('leaves none when the client is to blame', async () => {
    fails('data.get', new ParseError('ObjectNotFound', 'x'));
    const answer = await ask(gateway.url, OBJECT, { headers: REST });
    expect(linesOf(answer.headers['x-request-id'], 'A request failed.')).toEqual([]);
  });
});

describe('the access log', () => {
  it('has one line for each answer, without paths, ids and keys', async () => {
    const answer = await ask(gateway.url, `${OBJECT}?keys=secret`, { headers: MASTER });
    await expect.poll(() => linesOf(answer.headers['x-request-id'], 'A request was answered.').length).toBe(1);
    const [line] = linesOf(answer.headers['x-request-id'], 'A request was answered.');
    expect(line).toMatchObject({ app: APP, method: 'GET', route: '/classes/:className/:objectId', status: 200, address: '127.0.0.1' });
    expect(JSON.stringify(line)).not.toMatch(/secret|abc|the-master-key/);
  });

  it('is written only where the deployment asks for it', async () => {
    const quiet = await GatewayProcess.start();
    try {
      const answer = await ask(quiet.url, OBJECT, { headers: REST });
      await ask(quiet.url, OBJECT, { headers: REST });
      expect(quiet.logs.filter((line) => line['request_id'] === answer.headers['x-request-id'])).toEqual([]);
    } finally {
      await quiet.stop();
    }
  });
});
