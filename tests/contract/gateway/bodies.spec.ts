import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { APP, GatewayProcess, KEYS, REST } from './gateway-process.ts';

let gateway: GatewayProcess;
beforeAll(async () => void (gateway = await GatewayProcess.start({ PARLANCE_UNKNOWN_APP_BODY_BYTES: '5000' })));
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.recorder.reset();
  gateway.declare(APP);
});

const CLASS = '/parse/classes/Game';
const post = (body: unknown, headers: Record<string, string> = {}) =>
  ask(gateway.url, CLASS, { method: 'POST', headers: { ...REST, ...headers }, body });
const bodyReceived = () => gateway.recorder.last.request['body'];

describe('OBJ-44 the envelope in the body', () => {
  const envelope = {
    _ApplicationId: APP,
    _JavaScriptKey: KEYS.javascript,
    _ClientVersion: 'js8.6.2',
    _InstallationId: 'installation',
    _RevocableSession: '1',
    _context: { a: 1 },
    _ContentType: 'text/plain',
    _noBody: true,
  };
  const send = (path: string, body: object, headers: Record<string, string> = {}) =>
    ask(gateway.url, path, { method: 'POST', headers: { 'Content-Type': 'text/plain', ...headers }, body });

  it('is equal to header fields, and none of its members is passed on', async () => {
    expect((await send(CLASS, { ...envelope, score: 1, _other: 2 })).status).toBe(201);
    expect(bodyReceived()).toEqual({ score: 1, _other: 2 });
    await send(CLASS, { ...envelope, _method: 'GET', where: { a: 1 }, limit: 0 });
    expect(gateway.recorder.last).toMatchObject({ operation: 'data.find', request: { parameters: { where: { a: 1 }, limit: 0 } } });
    await send(`${CLASS}/x1`, { ...envelope, _method: 'PUT', score: 2 });
    expect(gateway.recorder.last).toMatchObject({ operation: 'data.update', request: { objectId: 'x1', body: { score: 2 } } });
    await send(`${CLASS}/x1`, { ...envelope, _method: 'delete' });
    expect(gateway.recorder.last.operation).toBe('data.remove');
  });

  it('is stripped also when the keys came in header fields, and _method counts then too', async () => {
    await send(`${CLASS}/x1`, { ...envelope, _method: 'PUT', score: 2 }, REST);
    expect(gateway.recorder.last).toMatchObject({ operation: 'data.update', request: { body: { score: 2 } } });
    await send(CLASS, { _method: 'GET', where: '{"a":1}', count: '1' }, REST);
    expect(gateway.recorder.last.request).toEqual({ className: 'Game', parameters: { where: '{"a":1}', count: '1' } });
  });

  it('loses against header fields', async () => {
    const answer = await send(
      CLASS,
      { ...envelope, _ApplicationId: 'nowhere', _MasterKey: KEYS.readOnlyMaster },
      { ...REST, 'X-Parse-Master-Key': KEYS.master },
    );
    expect([answer.status, gateway.recorder.last.context.identity.kind]).toEqual([201, 'master']);
  });

  it('carries privileged keys and session tokens', async () => {
    await send(CLASS, { ...envelope, _MasterKey: KEYS.master, _SessionToken: 'r:1' });
    expect(gateway.recorder.last.context.identity).toEqual({ kind: 'master' });
    await send(CLASS, { ...envelope, _MaintenanceKey: KEYS.maintenance });
    expect(gateway.recorder.last.context.identity).toEqual({ kind: 'maintenance' });
    expect((await send(CLASS, { ...envelope, _SessionToken: 'r:1' })).json.code).toBe(209);
  });

  it.each(['_ApplicationId', '_JavaScriptKey', '_MasterKey', '_MaintenanceKey', '_SessionToken', '_InstallationId', '_ContentType'])(
    'SEC-03 %s that is no text answers 403',
    async (member) => {
      for (const value of [{ $ne: '' }, ['a'], 1, true, null, { $regex: '.*' }]) {
        if (member === '_ContentType' && value === null) continue; // The type that an SDK does not know.
        const { status, json } = await send(CLASS, { ...envelope, [member]: value });
        expect([value, status, json]).toEqual([value, 403, { code: 903, error: 'unauthorized' }]);
      }
      expect(gateway.recorder.requests).toEqual([]);
    },
  );

  it('takes null as a _ContentType that nobody knows, as Parse Server does', async () => {
    expect((await send(CLASS, { ...envelope, _ContentType: null })).status).toBe(201);
  });

  it('a _method that is no text answers 107, an unknown one 404', async () => {
    expect((await send(CLASS, { ...envelope, _method: 1 })).json.code).toBe(107);
    expect((await send(CLASS, { ...envelope, _method: 'TRACE' })).status).toBe(404);
  });

  it('a context that is no object answers 107, in the body and in the header field', async () => {
    for (const context of [{ a: 1 }, '{"a":1}']) expect((await send(CLASS, { ...envelope, _context: context })).status).toBe(201);
    for (const context of [1, [1], null, 'text', '[1]']) {
      const { status, json } = await send(CLASS, { ...envelope, _context: context });
      expect([status, json]).toEqual([400, { code: 107, error: 'Invalid object for context.' }]);
    }
    expect((await post({}, { 'X-Parse-Cloud-Context': '{"a":1}' })).status).toBe(201);
    expect((await post({}, { 'X-Parse-Cloud-Context': '{"a":' })).json.code).toBe(107);
  });

  it('_method counts in a POST only', async () => {
    await ask(gateway.url, `${CLASS}/x1`, { method: 'PUT', headers: REST, body: { _method: 'DELETE', a: 1 } });
    expect(gateway.recorder.last).toMatchObject({ operation: 'data.update', request: { body: { a: 1 } } });
  });
});

describe('the forms of a body', () => {
  it.each<[string, unknown, Record<string, string>, unknown]>([
    ['JSON without a content type', '{"a":1}', {}, { a: 1 }],
    ['JSON as text/plain', '{"a":1}', { 'Content-Type': 'text/plain' }, { a: 1 }],
    ['JSON that curl calls a form', '{"a":1}', { 'Content-Type': 'application/x-www-form-urlencoded' }, { a: 1 }],
    ['JSON with a byte order mark', '\ufeff{"a":1}', {}, { a: 1 }],
    ['nothing', '', {}, {}],
    ['white space', ' \n', {}, {}],
    ['no body at all', undefined, {}, {}],
    [
      'a form',
      'a=1&b=x+y%C3%A4&c=&d',
      { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' },
      { a: '1', b: 'x yä', c: '', d: '' },
    ],
    ['gzip', gzipSync('{"a":1}'), { 'Content-Encoding': 'gzip' }, { a: 1 }],
    ['deflate', deflateSync('{"a":1}'), { 'Content-Encoding': 'Deflate' }, { a: 1 }],
    ['NUL in a value', '{"a":"\\u0000"}', {}, { a: '\0' }],
  ])('%s is accepted', async (_, body, headers, expected) => {
    expect((await post(body, headers)).status).toBe(201);
    expect(bodyReceived()).toEqual(expected);
  });

  it.each<[string, unknown, Record<string, string>, number]>([
    ['OBJ-27 broken JSON', '{"a":', {}, 107],
    ['OBJ-27 invalid UTF-8', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]), {}, 107],
    ['an array', '[1]', {}, 107],
    ['a text', '"a"', {}, 107],
    ['a number', '1', {}, 107],
    ['null', 'null', {}, 107],
    ['ERR-14 two values of one name in a form', 'a=1&a=2', { 'Content-Type': 'application/x-www-form-urlencoded' }, 107],
    ['ERR-14 escapes that are not UTF-8', 'a=%ff', { 'Content-Type': 'application/x-www-form-urlencoded' }, 107],
    ['multipart', '--x', { 'Content-Type': 'multipart/form-data; boundary=x' }, 107],
    ['SEC-01 a prototype in JSON', '{"__proto__":{"a":1}}', {}, 105],
    ['SEC-01 a prototype in a form', '__proto__=1', { 'Content-Type': 'application/x-www-form-urlencoded' }, 105],
    ['10,000 levels of arrays', `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, {}, 107],
    ['10,000 levels of objects', `{"a":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`, {}, 107],
    ['a million keys', `{${Array.from({ length: 1_000_000 }, (_, n) => `"k${n}":1`).join()}}`, {}, 107],
    ['an unknown encoding', 'x', { 'Content-Encoding': 'compress' }, 107],
    ['damaged gzip', gzipSync('{"a":1}').subarray(0, 12), { 'Content-Encoding': 'gzip' }, 107],
  ])('%s is refused', async (_, body, headers, code) => {
    const { status, json } = await post(body, headers);
    expect([status, json.code, typeof json.error]).toEqual([400, code, 'string']);
    expect(gateway.recorder.requests).toEqual([]);
    expect(Object.prototype).not.toHaveProperty('a');
  });

  it('ERR-14 two values of one name in a query string answer 107', async () => {
    expect((await ask(gateway.url, `${CLASS}?limit=1&limit=2`, { headers: REST })).json.code).toBe(107);
  });

  it('a GET with a body reads its parameters from both, and the query string wins', async () => {
    await ask(gateway.url, `${CLASS}?limit=1`, { headers: REST, body: { limit: 2, skip: 3 } });
    expect(gateway.recorder.last.request).toEqual({ className: 'Game', parameters: { limit: '1', skip: 3 } });
  });
});

describe('SEC-21 large bodies', () => {
  const large = (members: object, bytes = 400_000) => {
    const texts = Array.from({ length: Math.ceil(bytes / 1_000) }, (_, n) => ({ n, text: 'x'.repeat(980) }));
    return { ...members, texts };
  };
  const unlimited = () => GatewayProcess.start();

  it('are read as small ones are', async () => {
    const sent = large({ a: 1 }, 2_000_000);
    expect((await post(sent)).status).toBe(201);
    expect(bodyReceived()).toEqual(sent);
    expect((await post(`\ufeff${JSON.stringify(sent)}`)).status).toBe(201);
    const batch = { requests: [{ method: 'POST', path: '/parse/classes/Game', body: sent }] };
    expect((await ask(gateway.url, '/parse/batch', { method: 'POST', headers: REST, body: batch })).status).toBe(200);
  });

  it.each<[string, string, number]>([
    ['broken JSON', `${JSON.stringify(large({})).slice(0, -1)},}`, 107],
    ['two values', `${JSON.stringify(large({}))}{}`, 107],
    ['a list', JSON.stringify([large({})]), 107],
    ['SEC-01 a prototype', JSON.stringify(large({})).replace('{', '{"__proto__":{"a":1},'), 105],
    ['millions of objects', `{"a":[${'{},'.repeat(3_000_000)}{}]}`, 107],
    ['millions of elements', `{"a":[${'1,'.repeat(3_000_000)}1]}`, 107],
  ])('are refused as small ones are: %s', async (_, body, code) => {
    const { status, json } = await post(body);
    expect([status, json.code]).toEqual([400, code]);
    expect(gateway.recorder.requests).toEqual([]);
  });

  it('that name their app only inside are read when it exists, and not parsed when it does not', async () => {
    const roomy = await unlimited();
    try {
      const send = (envelope: object) => ask(roomy.url, CLASS, { method: 'POST', body: { ...large({ a: 1 }), ...envelope } });
      expect((await send({ _ApplicationId: APP, _JavaScriptKey: KEYS.javascript })).status).toBe(201);
      expect((await send({ _ApplicationId: 'nowhere' })).json.code).toBe(903);
      expect((await send({})).json.code).toBe(902);
      const startedAt = performance.now();
      const { json } = await ask(roomy.url, CLASS, { method: 'POST', body: `{"a":[${'{},'.repeat(6_400_000)}{}]}` });
      expect(json.code).toBe(902);
      expect(performance.now() - startedAt).toBeLessThan(3_000);
    } finally {
      await roomy.stop();
    }
  });

  it('of an app that the header fields name and nobody knows are refused unread', async () => {
    const headers = { 'X-Parse-Application-Id': 'nowhere', 'X-Parse-REST-API-Key': KEYS.rest };
    const { status, json } = await ask(gateway.url, CLASS, { method: 'POST', headers, body: '{'.repeat(1_000) });
    expect([status, json.code]).toEqual([403, 903]);
  });

  it('let other requests have their turn', async () => {
    const body = JSON.stringify(large({}, 15_000_000));
    let slowest = 0;
    let isDone = false;
    const others = (async () => {
      while (!isDone) {
        const startedAt = performance.now();
        await ask(gateway.url, '/health/live');
        slowest = Math.max(slowest, performance.now() - startedAt);
      }
    })();
    expect((await post(body)).status).toBe(201);
    isDone = true;
    await others;
    expect(slowest).toBeLessThan(2_000);
  });
});

describe('SEC-21 the size of a body', () => {
  const ofSize = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`;
  const tooLarge = { code: 116, error: 'request entity too large' };
  beforeEach(() => gateway.declare(APP, { settings: { maxUploadSize: 2_000 } }));

  it("at the app's limit is accepted, above it refused with 413", async () => {
    expect((await post(ofSize(2_000))).status).toBe(201);
    const { status, json } = await post(ofSize(2_001));
    expect([status, json]).toEqual([413, tooLarge]);
    expect((await post(undefined)).status).toBe(201);
  });

  it('is counted also when no length is declared', async () => {
    const chunked = (bytes: number) =>
      fetch(`${gateway.url}${CLASS}`, {
        method: 'POST',
        headers: REST,
        duplex: 'half',
        body: new Blob([ofSize(bytes)]).stream(),
      });
    expect((await chunked(2_000)).status).toBe(201);
    const refused = await chunked(2_001);
    expect([refused.status, await refused.json()]).toEqual([413, tooLarge]);
  });

  it('is counted after inflating', async () => {
    const { status, json } = await post(gzipSync(ofSize(2_001)), { 'Content-Encoding': 'gzip' });
    expect([status, json]).toEqual([413, tooLarge]);
    expect((await post(gzipSync(ofSize(2_000)), { 'Content-Encoding': 'gzip' })).status).toBe(201);
    const bomb = gzipSync(Buffer.alloc(50 << 20));
    gateway.declare(APP, { settings: { maxUploadSize: 100_000 } });
    expect((await post(bomb, { 'Content-Encoding': 'gzip' })).status).toBe(413);
  });

  it('with the app named inside has the limit of the process first, then that of the app', async () => {
    const send = (bytes: number) => {
      const envelope = { _ApplicationId: APP, _JavaScriptKey: KEYS.javascript, a: '' };
      const filled = { ...envelope, a: 'x'.repeat(bytes - JSON.stringify(envelope).length) };
      return ask(gateway.url, CLASS, { method: 'POST', body: filled });
    };
    expect((await send(2_000)).status).toBe(201);
    expect((await send(2_001)).status).toBe(413);
    gateway.declare(APP, { settings: { maxUploadSize: 100_000 } });
    expect((await send(5_000)).status).toBe(201);
    expect((await send(5_001)).status).toBe(413);
  });
});
