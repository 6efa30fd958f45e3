import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { form, send } from '../spec-client.ts';
import { startSimulators, type Simulators } from '../start-simulators.ts';
import { wnsChannel } from './wns-simulator.ts';

const TOAST = `<toast launch="{&quot;push_id&quot;:&quot;push1&quot;}"><visual><binding template="ToastText02"><text id="1">A &amp; B</text></binding></visual></toast>`;
let clock = 1_900_000_000_000;
let simulators: Simulators;
let bearer: string;

const ask = async (url: string, changes: Record<string, string> = {}) => {
  const { packageSid, clientSecret } = simulators.wns.credentials;
  const members = {
    grant_type: 'client_credentials',
    client_id: packageSid,
    client_secret: clientSecret,
    scope: 'notify.windows.com',
    ...changes,
  };
  const { status, text } = await send(url, { ca: simulators.authority, ...form(members) });
  return { status, body: JSON.parse(text) as { access_token: string; error?: string; expires_in: number; token_type: string } };
};
const askForPackage = (changes?: Record<string, string>) => ask(simulators.wns.credentials.packageTokenUrl, changes);
const askInTenant = (changes: Record<string, string> = {}) => {
  const { clientId, tenantTokenUrl } = simulators.wns.credentials;
  return ask(tenantTokenUrl, { client_id: clientId, scope: 'https://wns.windows.com/.default', ...changes });
};

const push = (headers: Record<string, string | undefined> = {}, body = TOAST, { channel = 'AwYA+/=1', method = 'POST' } = {}) =>
  send(channel === '' ? `${simulators.wns.url}/` : wnsChannel(simulators.wns.url, channel), {
    ca: simulators.authority,
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      'content-type': 'text/xml',
      'x-wns-type': 'wns/toast',
      'content-length': String(Buffer.byteLength(body)),
      ...headers,
    },
    body,
  });

beforeAll(async () => {
  simulators = await startSimulators({ seed: 1, now: () => clock });
});
beforeEach(async () => {
  simulators.wns.change({ reset: true });
  simulators.microsoftOAuth.change({ reset: true });
  bearer = (await askForPackage()).body.access_token;
});
afterAll(() => simulators.close());

describe('the token endpoints', () => {
  it('give tokens to the package and to the registration in a tenant', async () => {
    expect(await askForPackage()).toMatchObject({ status: 200, body: { token_type: 'bearer', expires_in: 3_600 } });
    const tenant = await askInTenant();
    expect(tenant).toMatchObject({ status: 200, body: { token_type: 'Bearer', ext_expires_in: 3_600 } });
    bearer = tenant.body.access_token;
    expect((await push()).status).toBe(200);
  });

  it.each([
    ['a wrong secret', { client_secret: 'x' }, 401, 'invalid_client'],
    ['an unknown package', { client_id: 'ms-app://x' }, 401, 'invalid_client'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['another scope', { scope: 'other' }, 400, 'invalid_scope'],
  ])('refuse %s', async (_what, changes, status, error) => {
    expect(await askForPackage(changes)).toMatchObject({ status, body: { error } });
  });

  it('refuse in a tenant the scope of packages, an unknown client and an unknown tenant', async () => {
    expect(await askInTenant({ scope: 'notify.windows.com' })).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
    expect(await askInTenant({ client_id: 'x' })).toMatchObject({ status: 400, body: { error: 'unauthorized_client' } });
    expect(await ask(`${simulators.microsoftOAuth.url}/other/oauth2/v2.0/token`)).toMatchObject({ status: 404 });
  });

  it('give tokens that end', async () => {
    simulators.microsoftOAuth.change({ behaviours: { expiresInSeconds: 1 } });
    bearer = (await askForPackage()).body.access_token;
    expect((await push()).status).toBe(200);
    clock += 1_000;
    const { status, headers } = await push();
    expect([status, headers['www-authenticate']]).toEqual([401, expect.stringContaining('Bearer')]);
  });
});

describe('a good message', () => {
  it('is received, and stands in the journal with its push and its headers', async () => {
    const { status, headers } = await push({ 'x-wns-ttl': '60', 'x-wns-tag': 'tag1', 'x-wns-requestforstatus': 'true' });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'x-wns-status': 'received',
      'x-wns-deviceconnectionstatus': 'connected',
      'x-wns-msg-id': expect.any(String),
    });
    expect(simulators.wns.journal.recent()).toMatchObject([
      { token: 'AwYA+/=1', pushId: 'push1', payload: TOAST, facts: { 'x-wns-type': 'wns/toast', 'x-wns-ttl': '60', 'x-wns-tag': 'tag1' } },
    ]);
    expect((await push()).headers).not.toHaveProperty('x-wns-deviceconnectionstatus');
  });

  it.each([
    ['wns/tile', 'text/xml', '<tile><visual/></tile>'],
    ['wns/badge', 'text/xml; charset=utf-8', '<?xml version="1.0"?><badge value="3"/>'],
    ['wns/raw', 'application/octet-stream', '{"push_id":"push2"}'],
  ])('may be of the type %s', async (type, contentType, body) => {
    expect((await push({ 'x-wns-type': type, 'content-type': contentType }, body)).status).toBe(200);
  });

  it('has up to 5,000 bytes', async () => {
    const ofBytes = (n: number) => `<toast>${'x'.repeat(n - 15)}</toast>`;
    expect((await push({}, ofBytes(5_000))).status).toBe(200);
    expect((await push({}, ofBytes(5_001))).status).toBe(413);
  });
});

describe('a bad message is refused', () => {
  it.each<[string, Record<string, string | undefined>, string, number]>([
    ['no access token', { authorization: undefined }, TOAST, 401],
    ['an unknown access token', { authorization: 'Bearer x' }, TOAST, 401],
    ['no type', { 'x-wns-type': undefined }, TOAST, 400],
    ['an unknown type', { 'x-wns-type': 'wns/loud' }, TOAST, 400],
    ['XML as bytes', { 'content-type': 'application/octet-stream' }, TOAST, 400],
    ['no length', { 'content-length': undefined, 'transfer-encoding': 'chunked' }, TOAST, 400],
    ['a ttl of 0', { 'x-wns-ttl': '0' }, TOAST, 400],
    ['a ttl in words', { 'x-wns-ttl': 'soon' }, TOAST, 400],
    ['a tag of 17 letters', { 'x-wns-tag': 'a'.repeat(17) }, TOAST, 400],
    ['a wish for status in words', { 'x-wns-requestforstatus': 'yes' }, TOAST, 400],
    ['a cache policy', { 'x-wns-cache-policy': 'maybe' }, TOAST, 400],
    ['text that is not escaped', {}, '<toast>A & B</toast>', 400],
    ['an element that stays open', {}, '<toast><visual></toast>', 400],
    ['a tile as a toast', {}, '<tile/>', 400],
    ['an entity of its own', {}, '<!DOCTYPE toast [<!ENTITY a "b">]><toast>&a;</toast>', 400],
    ['nothing', {}, '', 400],
  ])('%s', async (_what, headers, body, status) => {
    expect((await push(headers, body)).status).toBe(status);
    expect(simulators.wns.journal.length).toBe(0);
  });

  it('and one to no channel, and one by GET', async () => {
    expect((await push({}, TOAST, { channel: '' })).status).toBe(404);
    expect((await push({}, TOAST, { method: 'PUT' })).status).toBe(405);
  });
});

describe('what a script says', () => {
  it.each([
    ['Unauthorized', 401],
    ['Forbidden', 403],
    ['NotFound', 404],
    ['NotAcceptable', 406],
    ['Gone', 410],
    ['InternalError', 500],
    ['Unavailable', 503],
  ])('%s is answered by %i', async (fate, expected) => {
    simulators.wns.change({ scripts: [{ prefix: 'AwYA', fates: [fate], retryAfterSeconds: 30 }] });
    const { status, headers } = await push();
    expect([status, headers['retry-after']]).toEqual([expected, '30']);
  });

  it.each(['dropped', 'channelthrottled'])('%s is a success by status, and nothing was delivered', async (fate) => {
    simulators.wns.change({ scripts: [{ prefix: '', fates: [fate] }] });
    const { status, headers } = await push();
    expect([status, headers['x-wns-status'], simulators.wns.journal.length]).toEqual([200, fate, 0]);
  });

  it('a full rate limit is 406 with the time to wait', async () => {
    simulators.wns.change({ behaviours: { rateLimit: { perSecond: 1, burst: 1, retryAfterSeconds: 5 } } });
    expect((await push()).status).toBe(200);
    const { status, headers } = await push();
    expect([status, headers['retry-after']]).toEqual([406, '5']);
  });
});
