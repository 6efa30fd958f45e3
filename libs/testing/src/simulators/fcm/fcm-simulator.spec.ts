import { importPKCS8, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { form, send, sendHttp2 } from '../spec-client.ts';
import { startSimulators, type Simulators } from '../start-simulators.ts';

const HOUR_MS = 3_600_000;
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const DEVICE = 'device-token:0001';
let clock = 1_900_000_000_000;
let simulators: Simulators;
let bearer: string;

interface Claims {
  iss?: string;
  aud?: string;
  scope?: string;
  iat?: number;
  exp?: number;
}

async function assertion(claims: Claims = {}, privateKey = simulators.fcm.credentials.private_key): Promise<string> {
  const { client_email, token_uri } = simulators.fcm.credentials;
  const now = Math.floor(clock / 1_000);
  const all = {
    iss: client_email,
    aud: token_uri,
    scope: 'https://www.googleapis.com/auth/firebase.messaging',
    iat: now,
    exp: now + 3_600,
    ...claims,
  };
  return new SignJWT(all).setProtectedHeader({ alg: 'RS256' }).sign(await importPKCS8(privateKey, 'RS256'));
}

const ask = async (jwt: string, grant_type = GRANT) => {
  const { status, text } = await send(simulators.fcm.credentials.token_uri, {
    ca: simulators.authority,
    ...form({ grant_type, assertion: jwt }),
  });
  return { status, body: JSON.parse(text) as { access_token: string; expires_in: number; error?: string } };
};

const push = async (
  message: unknown,
  { via = send, token = bearer, path = '/v1/projects/demo-project/messages:send', more = {}, method = 'POST' } = {},
) => {
  const headers = { 'content-type': 'application/json', authorization: token === '' ? undefined : `Bearer ${token}` };
  const {
    status,
    text,
    headers: answered,
  } = await via(`${simulators.fcm.url}${path}`, {
    ca: simulators.authority,
    method,
    headers,
    body: typeof message === 'string' ? message : JSON.stringify({ message, ...more }),
  });
  return { status, text, headers: answered };
};

/** Status of HTTP, status of google.rpc, and FCM's own code. */
const codesOf = ({ status, text }: { status: number; text: string }) => {
  const { error } = JSON.parse(text) as { error: { code: number; status: string; details: { '@type': string; errorCode?: string }[] } };
  expect(error.code).toBe(status);
  return [status, error.status, error.details.find(({ errorCode }) => errorCode !== undefined)?.errorCode];
};

beforeAll(async () => {
  simulators = await startSimulators({ seed: 1, now: () => clock });
});
beforeEach(async () => {
  simulators.fcm.change({ reset: true });
  simulators.googleOAuth.change({ reset: true });
  bearer = (await ask(await assertion())).body.access_token;
});
afterAll(() => simulators.close());

describe('the token endpoint', () => {
  it('gives a token for as long as it is told', async () => {
    simulators.googleOAuth.change({ behaviours: { expiresInSeconds: 1 } });
    const { status, body } = await ask(await assertion());
    expect([status, body]).toEqual([200, { access_token: expect.any(String), expires_in: 1, token_type: 'Bearer' }]);
    expect((await push({ token: DEVICE }, { token: body.access_token })).status).toBe(200);
    clock += 1_000;
    expect(codesOf(await push({ token: DEVICE }, { token: body.access_token }))).toEqual([401, 'UNAUTHENTICATED', undefined]);
  });

  it('takes the audience that the SDK names in place of its own', async () => {
    expect((await ask(await assertion({ aud: 'https://oauth2.googleapis.com/token' }))).status).toBe(200);
  });

  const seconds = (hours: number) => Math.floor((clock + hours * HOUR_MS) / 1_000);
  it.each<[string, () => Claims, string]>([
    ['of another account', () => ({ iss: 'somebody@example.com' }), 'invalid_grant'],
    ['for another audience', () => ({ aud: 'https://example.com/token' }), 'invalid_grant'],
    ['that lasts longer than an hour', () => ({ exp: seconds(1) + 1 }), 'invalid_grant'],
    ['that has expired', () => ({ iat: seconds(-2), exp: seconds(-1) }), 'invalid_grant'],
    ['of the future', () => ({ iat: seconds(1), exp: seconds(2) }), 'invalid_grant'],
    ['for another scope', () => ({ scope: 'https://www.googleapis.com/auth/drive' }), 'invalid_scope'],
  ])('refuses an assertion %s', async (_what, claims, error) => {
    expect(await ask(await assertion(claims()))).toMatchObject({ status: 400, body: { error } });
  });

  it('refuses the signature of another key, no assertion, and another grant', async () => {
    const other = await startSimulators();
    expect(await ask(await assertion({}, other.fcm.credentials.private_key))).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    await other.close();
    expect(await ask('abc')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await ask(await assertion(), 'password')).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
  });

  it('fails by script and outage', async () => {
    simulators.googleOAuth.change({ scripts: [{ prefix: '', fates: ['internal_failure', 'accept'] }] });
    expect((await ask(await assertion())).status).toBe(500);
    expect((await ask(await assertion())).status).toBe(200);
    simulators.googleOAuth.change({ behaviours: { outages: [{ startsInMs: 0, lastsMs: 1_000, how: 'answer' }] } });
    expect((await ask(await assertion())).status).toBe(503);
  });
});

describe('a good message', () => {
  it.each([
    ['HTTP/1.1', send],
    ['HTTP/2', sendHttp2],
  ])('is taken over %s', async (_protocol, via) => {
    const message = {
      token: DEVICE,
      data: { push_id: 'push1', time: '1', data: '{"alert":"Hi"}' },
      android: { priority: 'high', ttl: '3600s', collapse_key: 'k' },
    };
    const { status, text } = await push(message, { via });
    expect([status, JSON.parse(text)]).toEqual([200, { name: expect.stringMatching(/^projects\/demo-project\/messages\/./) }]);
    expect(simulators.fcm.journal.recent()).toMatchObject([
      {
        token: DEVICE,
        pushId: 'push1',
        payload: JSON.stringify({ message }),
        facts: { priority: 'high', ttl: '3600s', collapse_key: 'k' },
      },
    ]);
  });

  it('is not delivered when it is only to be validated', async () => {
    expect((await push({ token: DEVICE }, { more: { validate_only: true } })).status).toBe(200);
    expect(simulators.fcm.journal.length).toBe(0);
  });

  it('has up to 4,096 bytes of keys and values', async () => {
    const ofBytes = (n: number) => ({ token: DEVICE, data: { k: 'é'.repeat((n - 2) / 2) + 'x' } });
    expect((await push(ofBytes(4_096))).status).toBe(200);
    expect(codesOf(await push(ofBytes(4_098)))).toEqual([400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT']);
  });
});

describe('a bad message is refused', () => {
  it.each<[string, unknown]>([
    ['no JSON', 'Hello'],
    ['no message', '{}'],
    ['no target', { data: {} }],
    ['two targets', { token: DEVICE, topic: 'news' }],
    ['a number in data', { token: DEVICE, data: { n: 1 } }],
    ['an object in data', { token: DEVICE, data: { n: {} } }],
    ['a reserved key', { token: DEVICE, data: { from: 'me' } }],
    ['a reserved prefix', { token: DEVICE, data: { 'google.x': '1' } }],
    ['an unknown member', { token: DEVICE, alert: 'x' }],
    ['an unknown member for Android', { token: DEVICE, android: { time_to_live: 5 } }],
    ['a ttl as a number', { token: DEVICE, android: { ttl: 3_600 } }],
    ['a ttl without a unit', { token: DEVICE, android: { ttl: '3600' } }],
    ['a ttl in milliseconds', { token: DEVICE, android: { ttl: '3600ms' } }],
    ['a ttl of more than 28 days', { token: DEVICE, android: { ttl: '2419201s' } }],
    ['an unknown priority', { token: DEVICE, android: { priority: '10' } }],
    ['a token with a blank', { token: 'not a token' }],
  ])('%s', async (_what, message) => {
    expect(codesOf(await push(message))).toEqual([400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT']);
    expect(simulators.fcm.journal.length).toBe(0);
  });

  it('and one without a good access token, for another project, or to another place', async () => {
    expect(codesOf(await push({ token: DEVICE }, { token: '' }))).toEqual([401, 'UNAUTHENTICATED', undefined]);
    expect(codesOf(await push({ token: DEVICE }, { token: 'abc' }))).toEqual([401, 'UNAUTHENTICATED', undefined]);
    expect(codesOf(await push({ token: DEVICE }, { path: '/v1/projects/other/messages:send' }))).toEqual([
      403,
      'PERMISSION_DENIED',
      undefined,
    ]);
    expect(codesOf(await push({ token: DEVICE }, { path: '/fcm/send' }))).toEqual([404, 'NOT_FOUND', undefined]);
    expect(codesOf(await push({ token: DEVICE }, { method: 'PUT' }))).toEqual([404, 'NOT_FOUND', undefined]);
  });
});

describe('what a script says', () => {
  it.each([
    ['UNREGISTERED', 404, 'NOT_FOUND'],
    ['INVALID_ARGUMENT', 400, 'INVALID_ARGUMENT'],
    ['SENDER_ID_MISMATCH', 403, 'PERMISSION_DENIED'],
    ['QUOTA_EXCEEDED', 429, 'RESOURCE_EXHAUSTED'],
    ['UNAVAILABLE', 503, 'UNAVAILABLE'],
    ['INTERNAL', 500, 'INTERNAL'],
    ['THIRD_PARTY_AUTH_ERROR', 401, 'UNAUTHENTICATED'],
  ])('%s is answered by %i %s', async (errorCode, status, rpc) => {
    simulators.fcm.change({ scripts: [{ tokens: [DEVICE], fates: [errorCode], retryAfterSeconds: 9 }] });
    const reply = await push({ token: DEVICE });
    expect(codesOf(reply)).toEqual([status, rpc, errorCode]);
    expect(reply.headers['retry-after']).toBe('9');
  });

  it('a bad gateway answers no JSON, and a bad registration says that it is one', async () => {
    simulators.fcm.change({ scripts: [{ prefix: '', fates: ['BAD_GATEWAY', 'INVALID_REGISTRATION'] }] });
    const { status, text } = await push({ token: DEVICE });
    expect(status).toBe(502);
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect((await push({ token: DEVICE })).text).toContain('registration token');
  });

  it('a slow answer comes byte by byte', async () => {
    simulators.fcm.change({ behaviours: { slowBody: { everyMs: 1 } } });
    const start = performance.now();
    const { text } = await push({ token: DEVICE });
    expect(JSON.parse(text)).toHaveProperty('name');
    expect(performance.now() - start).toBeGreaterThan(text.length * 0.9);
  });
});
