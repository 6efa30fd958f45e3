import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { send, sendHttp2 } from '../spec-client.ts';
import { startSimulators, type Simulators } from '../start-simulators.ts';
import { webPushSubscription } from './web-push-simulator.ts';

const PAYLOAD = JSON.stringify({ title: 'Hi', data: { a: 1 }, push_id: 'push1' });
const clock = 1_900_000_000_000;
let simulators: Simulators;

/** Encrypts as a sender does: RFC 8291, section 3. */
function encrypt(text: string, { p256dh, auth } = simulators.webPush.credentials.subscriptionKeys): Buffer {
  const own = createECDH('prime256v1');
  own.generateKeys();
  const receiver = Buffer.from(p256dh, 'base64url');
  const salt = randomBytes(16);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), receiver, own.getPublicKey()]);
  const secret = Buffer.from(hkdfSync('sha256', own.computeSecret(receiver), Buffer.from(auth, 'base64url'), info, 32));
  const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16));
  const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12));
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const record = Buffer.concat([cipher.update(Buffer.concat([Buffer.from(text), Buffer.from([2])])), cipher.final(), cipher.getAuthTag()]);
  return Buffer.concat([salt, Buffer.from([0, 0, 0x10, 0]), Buffer.from([65]), own.getPublicKey(), record]);
}

async function vapid({
  aud = simulators.webPush.url,
  hours = 12,
  sub = 'mailto:a@example.com',
  keys = simulators.webPush.credentials,
} = {}) {
  const point = Buffer.from(keys.publicKey, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  const key = await importJWK({ kty: 'EC', crv: 'P-256', x, y, d: keys.privateKey }, 'ES256');
  const exp = Math.floor(clock / 1_000) + hours * 3_600;
  const jwt = await new SignJWT({ aud, exp, sub }).setProtectedHeader({ alg: 'ES256', typ: 'JWT' }).sign(key);
  return `vapid t=${jwt}, k=${simulators.webPush.credentials.publicKey}`;
}

const push = async (
  headers: Record<string, string | undefined> = {},
  body: Buffer | string = encrypt(PAYLOAD),
  { via = send, method = 'POST', id = 'browser1' } = {},
) =>
  via(webPushSubscription(simulators.webPush, id).endpoint, {
    ca: simulators.authority,
    method,
    headers: { authorization: await vapid(), ttl: '60', 'content-encoding': 'aes128gcm', ...headers },
    body,
  });

beforeAll(async () => {
  simulators = await startSimulators({ seed: 1, now: () => clock });
});
beforeEach(() => simulators.webPush.change({ reset: true }));
afterAll(() => simulators.close());

describe('a good message', () => {
  it.each([
    ['HTTP/1.1', send],
    ['HTTP/2', sendHttp2],
  ])('is created over %s, and stands in the journal as the browser reads it', async (_protocol, via) => {
    const { status, headers } = await push({ urgency: 'high', topic: 'news_1' }, undefined, { via });
    expect([status, headers.location]).toEqual([201, expect.stringContaining('/message/')]);
    expect(simulators.webPush.journal.recent()).toMatchObject([
      { token: 'browser1', pushId: 'push1', payload: PAYLOAD, facts: { ttl: '60', urgency: 'high', topic: 'news_1' } },
    ]);
  });

  it('may have no body', async () => {
    expect((await push({ 'content-encoding': undefined }, '')).status).toBe(201);
  });

  it('has up to 3,993 bytes before encryption', async () => {
    expect((await push({}, encrypt('x'.repeat(3_993)))).status).toBe(201);
    expect((await push({}, encrypt('x'.repeat(3_994)))).status).toBe(413);
  });
});

describe('a bad message is refused', () => {
  it.each<[string, Record<string, string | undefined>, number]>([
    ['no sender', { authorization: undefined }, 401],
    ['another scheme', { authorization: 'Bearer x' }, 401],
    ['no TTL', { ttl: undefined }, 400],
    ['a TTL in words', { ttl: 'soon' }, 400],
    ['an unknown urgency', { urgency: '10' }, 400],
    ['a topic of 33 letters', { topic: 'a'.repeat(33) }, 400],
    ['a topic with a dot', { topic: 'a.b' }, 400],
    ['the older encryption', { 'content-encoding': 'aesgcm' }, 400],
  ])('%s', async (_what, headers, status) => {
    expect((await push(headers)).status).toBe(status);
    expect(simulators.webPush.journal.length).toBe(0);
  });

  it.each<[string, Parameters<typeof vapid>[0]]>([
    ['another audience', { aud: 'https://example.com' }],
    ['25 hours of life', { hours: 25 }],
    ['an end in the past', { hours: -1 }],
    ['no contact', { sub: 'me' }],
  ])('a token of the sender with %s', async (_what, options) => {
    expect((await push({ authorization: await vapid(options) })).status).toBe(403);
  });

  it('a token of another sender', async () => {
    const other = await startSimulators();
    expect((await push({ authorization: await vapid({ keys: other.webPush.credentials }) })).status).toBe(403);
    await other.close();
    const authorization = (await vapid()).replace(/k=.*/, 'k=BAAA');
    expect((await push({ authorization })).status).toBe(403);
  });

  it('a message for other keys, and one in the clear', async () => {
    const { p256dh } = simulators.webPush.credentials.subscriptionKeys;
    expect((await push({}, encrypt(PAYLOAD, { p256dh, auth: randomBytes(16).toString('base64url') }))).status).toBe(400);
    expect((await push({}, PAYLOAD)).status).toBe(400);
  });

  it('another method', async () => {
    expect((await push({}, undefined, { method: 'PUT' })).status).toBe(405);
  });
});

it.each([
  ['NotFound', 404],
  ['Gone', 410],
  ['TooLarge', 413],
  ['TooManyRequests', 429],
  ['InternalError', 500],
  ['Unavailable', 503],
])('a script that says %s is answered by %i', async (fate, expected) => {
  simulators.webPush.change({ scripts: [{ tokens: ['browser1'], fates: [fate], retryAfterSeconds: 4 }] });
  const { status, headers } = await push();
  expect([status, headers['retry-after']]).toEqual([expected, '4']);
});
