import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ANY_ADDRESS } from '@parlance/app-settings';
import { ask } from './ask.ts';
import { APP, digest, GatewayProcess, KEYS, MASTER, REST } from './gateway-process.ts';

let gateway: GatewayProcess;
beforeAll(async () => {
  gateway = await GatewayProcess.start();
  gateway.declare('open', { keys: { master: [digest(KEYS.master)] } });
  gateway.declare('off', { enabled: false });
});
afterAll(() => gateway.stop());
beforeEach(() => gateway.recorder.reset());

const id = (app: string) => ({ 'X-Parse-Application-Id': app });
const OBJECT = '/parse/classes/Game/abc';

describe('keys', () => {
  it.each<[string, Record<string, string>]>([
    ['public', { ...id(APP), 'X-Parse-REST-API-Key': KEYS.rest }],
    ['public', { ...id(APP), 'X-Parse-Javascript-Key': KEYS.javascript }],
    ['public', { ...id(APP), 'X-Parse-Client-Key': KEYS.client }],
    ['public', { ...id(APP), 'X-Parse-Windows-Key': KEYS.dotNet }],
    ['public', { ...id(APP), 'X-Parse-Windows-Key': KEYS.dotNet, 'X-Parse-Client-Key': 'wrong' }],
    ['public', { ...id(APP), 'X-Parse-Master-Key': 'wrong', 'X-Parse-REST-API-Key': KEYS.rest }],
    ['public', id('open')],
    ['public', { ...id('open'), 'X-Parse-Javascript-Key': 'unused' }],
    ['master', { ...id(APP), 'X-Parse-Master-Key': KEYS.master }],
    ['master', { ...id('open'), 'X-Parse-Master-Key': KEYS.master }],
    ['master', { ...MASTER, 'X-Parse-Session-Token': 'r:dead' }],
    ['readOnlyMaster', { ...id(APP), 'X-Parse-Master-Key': KEYS.readOnlyMaster }],
    ['maintenance', { ...id(APP), 'X-Parse-Maintenance-Key': KEYS.maintenance }],
    ['master', { Authorization: `Basic ${Buffer.from(`${APP}:${KEYS.master}`).toString('base64')}` }],
    ['public', { Authorization: `Basic ${Buffer.from(`${APP}:javascript-key=${KEYS.javascript}`).toString('base64')}` }],
    ['public', { ...REST, Authorization: `Basic ${Buffer.from('elsewhere:password').toString('base64')}` }],
  ])('SPC-10 OBJ-52 any right one makes a caller %s: %o', async (kind, headers) => {
    expect((await ask(gateway.url, OBJECT, { headers })).status).toBe(200);
    expect(gateway.recorder.last.context.identity).toEqual({ kind });
  });

  it.each<[number, Record<string, string>]>([
    [902, {}],
    [902, { 'X-Parse-REST-API-Key': KEYS.rest }],
    [902, id(APP)],
    [903, id('nowhere')],
    [903, id('a.b')],
    [903, { ...REST, ...id('off') }],
    [903, { ...id(APP), 'X-Parse-REST-API-Key': KEYS.javascript }], // a key of another kind
    [903, { ...id(APP), 'X-Parse-REST-API-Key': 'wrong' }],
    [903, { ...id(APP), 'X-Parse-Master-Key': 'wrong' }],
    [903, { ...id('open'), 'X-Parse-Master-Key': 'wrong' }],
    [903, { ...id(APP), 'X-Parse-Client-Key': KEYS.master }],
    [903, { ...id(APP), 'X-Parse-Maintenance-Key': KEYS.master }],
  ])('SPC-10 ERR-09 answer 403 with %i: %o', async (code, headers) => {
    const { status, json } = await ask(gateway.url, OBJECT, { headers });
    expect([status, json]).toEqual([403, { code, error: 'unauthorized' }]);
    expect(gateway.recorder.requests).toEqual([]);
  });

  it('are changed without a restart', async () => {
    const headers = { ...id('rotating'), 'X-Parse-REST-API-Key': 'second' };
    gateway.declare('rotating', { keys: { rest: [digest('first')] } });
    expect((await ask(gateway.url, OBJECT, { headers })).status).toBe(403);
    gateway.declare('rotating', { keys: { rest: [digest('first'), digest('second')] } });
    expect((await ask(gateway.url, OBJECT, { headers })).status).toBe(200);
  });
});

describe('addresses of privileged keys', () => {
  const limited = (settings: object) => gateway.declare('limited', { settings });
  const master = { ...id('limited'), 'X-Parse-Master-Key': KEYS.master };

  it.each([
    ['masterKeyIps', { 'X-Parse-Master-Key': KEYS.master }],
    ['readOnlyMasterKeyIps', { 'X-Parse-Master-Key': KEYS.readOnlyMaster }],
    ['maintenanceKeyIps', { 'X-Parse-Maintenance-Key': KEYS.maintenance }],
  ])('%s refuses others with 403, even beside a right client key', async (setting, key) => {
    limited({ [setting]: ['192.0.2.0/24', '2001:db8::/32'] });
    const headers = { ...id('limited'), ...key, 'X-Parse-REST-API-Key': KEYS.rest };
    const { status, json } = await ask(gateway.url, OBJECT, { headers });
    expect([status, json]).toEqual([403, { code: 903, error: 'unauthorized' }]);
    limited({ [setting]: ['127.0.0.0/8'] });
    expect((await ask(gateway.url, OBJECT, { headers })).status).toBe(200);
  });

  it('SEC-20 a forwarded address without a trusted proxy changes nothing', async () => {
    limited({ masterKeyIps: ['192.0.2.7'] });
    expect((await ask(gateway.url, OBJECT, { headers: { ...master, 'X-Forwarded-For': '192.0.2.7' } })).status).toBe(403);
    limited({ masterKeyIps: ['127.0.0.1'] });
    expect((await ask(gateway.url, OBJECT, { headers: { ...master, 'X-Forwarded-For': '192.0.2.7' } })).status).toBe(200);
  });

  it('SEC-20 behind one trusted proxy only the entry it wrote counts', async () => {
    const proxied = await GatewayProcess.start({ PARLANCE_TRUSTED_PROXY_HOPS: '1' });
    try {
      proxied.declare(APP, { settings: { masterKeyIps: ['192.0.2.7'] } });
      const statusFor = async (forwarded: string) =>
        (await ask(proxied.url, OBJECT, { headers: { ...MASTER, 'X-Forwarded-For': forwarded } })).status;
      expect(await statusFor('203.0.113.1, 192.0.2.7')).toBe(200);
      expect(await statusFor('192.0.2.7, 203.0.113.1')).toBe(403);
      expect(await statusFor('192.0.2.7, nonsense')).toBe(403);
    } finally {
      await proxied.stop();
    }
  });

  it('any address is a setting, not an accident', async () => {
    limited({ masterKeyIps: ANY_ADDRESS });
    expect((await ask(gateway.url, OBJECT, { headers: master })).status).toBe(200);
  });
});

describe('scopes', () => {
  it.each([
    ['client key', REST],
    ['maintenance key', { ...id(APP), 'X-Parse-Maintenance-Key': KEYS.maintenance }],
  ])('ERR-10 a master-only route refuses a %s with 403', async (_, headers) => {
    for (const path of ['/parse/serverInfo', '/parse/settings']) {
      const { status, json } = await ask(gateway.url, path, { headers });
      expect([status, json]).toEqual([403, { code: 119, error: 'Permission denied' }]);
    }
  });

  it('the read-only master key reads everything and writes nothing', async () => {
    const headers = { ...id(APP), 'X-Parse-Master-Key': KEYS.readOnlyMaster };
    for (const path of [OBJECT, '/parse/serverInfo', '/parse/settings'])
      expect((await ask(gateway.url, path, { headers })).status).toBe(200);
    gateway.recorder.reset();
    for (const [method, path] of [
      ['POST', '/parse/classes/Game'],
      ['PUT', OBJECT],
      ['DELETE', OBJECT],
      ['PATCH', '/parse/settings'],
    ] as const) {
      const { status, json } = await ask(gateway.url, path, { method, headers, body: {} });
      expect([method, status, json.code]).toEqual([method, 400, 119]);
    }
    expect(gateway.recorder.requests).toEqual([]);
  });

  it('a session token without the master key answers 209', async () => {
    const { status, json } = await ask(gateway.url, OBJECT, { headers: { ...REST, 'X-Parse-Session-Token': 'r:0123' } });
    expect([status, json]).toEqual([400, { code: 209, error: 'Invalid session token' }]);
  });
});
