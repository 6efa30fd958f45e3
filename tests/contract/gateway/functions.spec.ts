import { defaultSettingsFor } from '@parlance/app-settings';
import { type functions, type CloudContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, type Question } from './ask.ts';
import { APP, GatewayProcess, KEYS, MASTER, REST } from './gateway-process.ts';

let gateway: GatewayProcess;
beforeAll(async () => void (gateway = await GatewayProcess.start({ PARLANCE_TRUSTED_PROXY_HOPS: '1' })));
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.recorder.reset();
  gateway.declare(APP, CODED);
});

const CODED = { code: { state: 'ready', triggers: {}, rateLimits: [] } } as const;
const call = (name: string, question: Question = {}) =>
  ask(gateway.url, `/parse/functions/${name}`, { method: 'POST', headers: REST, ...question });
const received = () => {
  const { name, body, contentType } = gateway.recorder.last.request as functions.CallRequest;
  return { name, contentType, text: Buffer.from(body).toString() };
};
const cloud = (): CloudContext => gateway.recorder.last.context.cloud!;
const ENVELOPE = { _ApplicationId: APP, _JavaScriptKey: KEYS.javascript, _ClientVersion: 'js8.6.2', _InstallationId: 'i1' };
const SESSION = { userId: 'u1', roles: [], sessionId: 's1', restricted: false, expiresAt: null, installationId: null };

describe('a call of a function', () => {
  it('CLD-01 hands the bytes of the body on as they came, and the answer back as it is', async () => {
    const text = '{ "a": 1.50, "when": {"__type":"Date","iso":"2026-01-01T00:00:00.000Z"} }';
    const answer = await call('hello', { body: text });
    expect([answer.status, answer.text]).toEqual([200, '{"result":4.5}']);
    expect(received()).toEqual({ name: 'hello', contentType: undefined, text });
  });

  it('CLD-01 cuts the envelope of the JS SDK out of them', async () => {
    const body = { a: [1], ...ENVELOPE, _context: { b: 2 }, _SessionToken: '' };
    const answer = await call('hello', { headers: { 'Content-Type': 'text/plain' }, body });
    expect([answer.status, received().text]).toEqual([200, '{"a":[1]}']);
    expect(cloud()).toMatchObject({ installationId: 'i1', context: '{"b":2}' });
  });

  it('takes parameters of forms and of the query string, which wins, and none', async () => {
    const form = { ...REST, 'Content-Type': 'application/x-www-form-urlencoded' };
    await call('hello?b=3&c=4', { headers: form, body: 'a=1&b=2' });
    expect(JSON.parse(received().text)).toEqual({ a: '1', b: '3', c: '4' });
    await call('hello?b=3', { body: { a: 1, b: 2 } });
    expect(JSON.parse(received().text)).toEqual({ a: 1, b: '3' });
    await call('hello');
    expect(received().text).toBe('{}');
  });

  it('leaves a body in parts unread', async () => {
    const contentType = 'multipart/form-data; boundary=x';
    const body = Buffer.from('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\u00ff\r\n--x--\r\n', 'latin1');
    const answer = await call('hello', { headers: { ...REST, 'Content-Type': contentType }, body });
    expect(answer.status).toBe(200);
    const { request } = gateway.recorder.last;
    expect(request).toMatchObject({ contentType });
    expect(Buffer.from(request['body'] as Uint8Array).equals(body)).toBe(true);
    expect(
      (await ask(gateway.url, '/parse/classes/Game', { method: 'POST', headers: { ...REST, 'Content-Type': contentType }, body })).status,
    ).toBe(400);
  });

  it('CLD-05 takes parameters of 49 MB, and answers 413 with 116 to 51 MB; other routes keep their limit', async () => {
    const of = (megabytes: number) => Buffer.from(`{"a":"${'x'.repeat(megabytes << 20)}"}`);
    const large = await call('hello', { body: of(49) });
    expect([large.status, (gateway.recorder.last.request['body'] as Uint8Array).length]).toEqual([200, of(49).length]);
    const tooLarge = await call('hello', { body: of(51) });
    expect([tooLarge.status, tooLarge.json.code]).toEqual([413, 116]);
    const inside = JSON.stringify(ENVELOPE).slice(1);
    const ofSdk = await call('hello', { headers: {}, body: Buffer.from(`{"a":"${'x'.repeat(49 << 20)}",${inside}`) });
    expect([ofSdk.status, (gateway.recorder.last.request['body'] as Uint8Array).length]).toEqual([200, of(49).length]);
    const other = await ask(gateway.url, '/parse/classes/Game', { method: 'POST', headers: REST, body: of(21) });
    expect([other.status, other.json.code]).toEqual([413, 116]);
  });

  it('CLD-04 a dead session answers 209 before the function is asked; a live one arrives as its user', async () => {
    const headers = { ...REST, 'X-Parse-Session-Token': 'r:token' };
    const dead = await call('hello', { headers });
    expect([dead.status, dead.json.code, gateway.recorder.requests]).toEqual([400, 209, []]);
    gateway.recorder.answers.set('auth.identify', () => SESSION);
    expect((await call('hello', { headers })).status).toBe(200);
    const { context } = gateway.recorder.last;
    expect(context).toMatchObject({ identity: { kind: 'user', userId: 'u1' }, cloud: { sessionToken: 'r:token', depth: 0 } });
    await call('hello');
    expect(gateway.recorder.last.context.identity.kind).toBe('public');
    expect(cloud()).not.toHaveProperty('sessionToken');
  });

  it('is let through for the read-only master key, since the code decides', async () => {
    const headers = { ...REST, 'X-Parse-Master-Key': KEYS.readOnlyMaster };
    expect((await call('hello', { headers })).status).toBe(200);
    expect(gateway.recorder.last.context.identity.kind).toBe('readOnlyMaster');
  });

  it('CLD-06 waits as long as the app says for servers with a master key, and for clients as for every request', async () => {
    const left = () => gateway.recorder.last.context.deadline - Date.now();
    const { cloudCode } = defaultSettingsFor('gateway');
    gateway.declare(APP, { ...CODED, settings: { cloudCode: { ...cloudCode, functionSeconds: { long: 900 } } } });
    await expect
      .poll(async () => {
        await call('long', { headers: MASTER });
        return left();
      })
      .toBeGreaterThan(14 * 60_000);
    await call('long');
    expect(left()).toBeLessThan(10_000);
    for (const name of ['hello', 'constructor']) {
      await call(name, { headers: MASTER });
      expect(left()).toBeLessThan(10_000);
    }
  });

  it('CLD-45 takes names with dots and any other letters to the host of the code, and knows no path below a name and no GET', async () => {
    for (const [path, name] of [
      ['a.b_C9', 'a.b_C9'],
      ['%22quoted%22', '"quoted"'],
    ] as const) {
      await call(path);
      expect(received().name).toBe(name);
    }
    expect((await call('x'.repeat(600))).json.code).toBe(141);
    expect((await call('a/b')).status).toBe(404);
    expect((await call('a', { method: 'GET' })).status).toBe(404);
    expect(gateway.recorder.requests).toHaveLength(2);
  });

  it('CLD-03 answers with any code, text and status that the code has thrown', async () => {
    for (const [error, expected] of [
      [ParseError.custom(9001, 'mine', 418), [418, { code: 9001, error: 'mine' }]],
      [ParseError.custom(101, 'gone', 404), [404, { code: 101, error: 'gone' }]],
      [new ParseError('CloudCodeFailed', 'x'), [400, { code: 141, error: 'x' }]],
    ] as const) {
      gateway.recorder.answers.set('functions.call-function', () => {
        throw error;
      });
      const answer = await call('hello');
      expect([answer.status, answer.json]).toEqual(expected);
    }
  });

  it('shows status and header fields that the function sets, and none that belong to the platform', async () => {
    const reply = { status: 202, headers: { 'X-Took': '5', 'cache-control': 'max-age=60' }, body: Buffer.from('{"result":1}') };
    gateway.recorder.answers.set('functions.call-function', () => reply);
    const answer = await call('hello');
    expect([answer.status, answer.headers['x-took'], answer.headers['cache-control']]).toEqual([202, '5', 'max-age=60']);
    gateway.recorder.answers.set('functions.call-function', () => ({ ...reply, headers: { 'X-Accel-Redirect': '/secret' } }));
    expect((await call('hello')).status).toBe(500);
  });

  it('SEC refuses what no body may hold, and what the app denies', async () => {
    expect((await call('hello', { body: '{"__proto__":{}}' })).json.code).toBe(105);
    gateway.declare(APP, { ...CODED, settings: { requestKeywordDenylist: [{ key: '^bad$' }] } });
    await expect.poll(async () => (await call('hello', { body: { a: { bad: 1 } } })).json.code).toBe(105);
  });

  it('can be a part of a batch', async () => {
    const requests = [{ method: 'POST', path: '/parse/functions/hello', body: { a: 1 } }];
    const answer = await ask(gateway.url, '/parse/batch', { method: 'POST', headers: REST, body: { requests } });
    expect([answer.json, received().text]).toEqual([[{ success: { result: 4.5 } }], '{"a":1}']);
  });
});

describe('the context for code of an app', () => {
  it('has header fields without keys, the address, the installation and the context of the request', async () => {
    await ask(gateway.url, '/parse/classes/Game', {
      method: 'POST',
      headers: {
        ...REST,
        'X-Parse-Installation-Id': 'i2',
        'X-Parse-Cloud-Context': '{"a":1}',
        'X-Own': 'yes',
        'X-Forwarded-For': '198.51.100.7, 192.0.2.9',
        Authorization: 'Bearer mine',
      },
      body: {},
    });
    expect(cloud()).toMatchObject({ ip: '192.0.2.9', installationId: 'i2', context: '{"a":1}', depth: 0 });
    expect(cloud().headers).toMatchObject({ 'x-own': 'yes', authorization: 'Bearer mine', 'x-parse-application-id': APP });
    const secrets = Object.values(KEYS).filter((key) => JSON.stringify(cloud()).includes(key));
    expect(secrets).toEqual([]);
    const basic = `Basic ${Buffer.from(`${APP}:${KEYS.master}`).toString('base64')}`;
    await call('hello', { headers: { Authorization: basic } });
    expect(gateway.recorder.last.context.identity.kind).toBe('master');
    expect(cloud().headers).not.toHaveProperty('authorization');
  });

  it('is there where code may be reached: not for a class without triggers that leads nowhere else, nor for an app without code', async () => {
    const askGame = async (query = '') => {
      await ask(gateway.url, `/parse/classes/Game/x1${query}`, { headers: REST });
      return gateway.recorder.last.context;
    };
    expect(await askGame('?include=owner')).toMatchObject({ cloud: { context: '{}' } });
    expect(await askGame()).not.toHaveProperty('cloud');
    gateway.declare(APP);
    await expect.poll(() => askGame('?include=owner')).not.toHaveProperty('cloud');
  });
});

describe('an app whose code was never loaded', () => {
  it('SEC answers 503 with Retry-After to all but its administrators, who see settings and health', async () => {
    gateway.declare(APP, { code: { ...CODED.code, state: 'loading' } });
    await expect.poll(async () => (await call('hello')).status).toBe(503);
    for (const [method, path, headers] of [
      ['POST', '/classes/Game', REST],
      ['GET', '/classes/Game/x1', MASTER],
      ['GET', '/files/test/a.txt', {}],
      ['POST', '/batch', REST],
    ] as const) {
      const answer = await ask(gateway.url, `/parse${path}`, { method, headers, body: method === 'GET' ? undefined : { requests: [] } });
      expect([path, answer.status, answer.headers['retry-after']]).toEqual([path, 503, '2']);
      expect(answer.json.error).toContain('Cloud Code is being loaded');
    }
    expect(gateway.recorder.requests).toEqual([]);
    for (const path of ['/settings', '/serverInfo', '/health'])
      expect([path, (await ask(gateway.url, `/parse${path}`, { headers: MASTER })).status]).toEqual([path, 200]);
  });
});
