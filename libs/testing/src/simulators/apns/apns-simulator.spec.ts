import { once } from 'node:events';
import { connect, constants, type ClientHttp2Session } from 'node:http2';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulators, type Simulators } from '../start-simulators.ts';
import type { ApnsCredentials } from './apns-simulator.ts';
import { sendMessage, signToken, type ApnsReply } from './spec-sender.ts';

const TOKEN = 'a1'.repeat(32);
const PAYLOAD = JSON.stringify({ aps: { alert: 'Hello' }, push_id: 'push1' });
let clock = 1_900_000_000_000;
let simulators: Simulators;
let session: ClientHttp2Session;
let jwt: string;

const open = (options: object = {}) => {
  const opened = connect(simulators.apns.url, { ca: simulators.authority, ...options });
  opened.on('error', () => undefined);
  return opened;
};

const sign = ({ ageMs = 0, ...other }: Partial<ApnsCredentials> & { ageMs?: number } = {}) =>
  signToken({ ...simulators.apns.credentials, ...other }, clock - ageMs);

const send = (headers: Record<string, string | string[] | undefined> = {}, payload = PAYLOAD, on = session): Promise<ApnsReply> => {
  const good = {
    ':method': 'POST',
    ':path': `/3/device/${TOKEN}`,
    authorization: `bearer ${jwt}`,
    'apns-topic': simulators.apns.credentials.bundleId,
    'apns-push-type': 'alert',
  };
  return sendMessage(on, { ...good, ...headers }, payload);
};

const statusAndReason = ({ status, body }: ApnsReply) => [status, (body as { reason?: string } | undefined)?.reason];

beforeAll(async () => {
  simulators = await startSimulators({ seed: 1, now: () => clock });
  jwt = await sign();
});
beforeEach(() => {
  simulators.apns.change({ reset: true });
  session = open();
});
afterEach(() => session.destroy());
afterAll(() => simulators.close());

describe('the protocol', () => {
  it('is HTTP/2 alone, over TLS of the authority of this run', async () => {
    const offering = (ALPNProtocols: string[]) =>
      new Promise<string>((resolve) => {
        const socket = connectTls({
          port: simulators.apns.port,
          host: '127.0.0.1',
          servername: 'localhost',
          ca: simulators.authority,
          ALPNProtocols,
        });
        socket.on('secureConnect', () => {
          resolve(String(socket.alpnProtocol));
          socket.destroy();
        });
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      });
    expect(await offering(['h2'])).toBe('h2');
    expect(await offering(['http/1.1'])).toBe('ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL');
    const strangers = connect(simulators.apns.url);
    const [error] = (await once(strangers, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('SELF_SIGNED_CERT_IN_CHAIN');
  });

  it('allows one stream until a request was authorised, then as many as set', async () => {
    simulators.apns.change({ behaviours: { maxConcurrentStreams: 100 } });
    const fresh = open();
    await once(fresh, 'remoteSettings');
    expect(fresh.remoteSettings.maxConcurrentStreams).toBe(1);
    expect((await send({ authorization: undefined }, PAYLOAD, fresh)).status).toBe(403);
    expect(fresh.remoteSettings.maxConcurrentStreams).toBe(1);
    const raised = once(fresh, 'remoteSettings');
    expect((await send({}, PAYLOAD, fresh)).status).toBe(200);
    await raised;
    expect(fresh.remoteSettings.maxConcurrentStreams).toBe(100);
    fresh.destroy();
  });
});

describe('a good message', () => {
  it('is answered by 200 without a body, with its apns-id, and stands in the journal', async () => {
    const id = '123e4567-e89b-12d3-a456-4266554400A0';
    const reply = await send({ 'apns-id': id });
    expect([reply.status, reply.body, reply.headers['apns-id']]).toEqual([200, undefined, id]);
    expect((await send()).headers['apns-id']).toMatch(/^[0-9A-F-]{36}$/);
    const { journal } = simulators.apns;
    expect(journal.summary()).toEqual([{ pushId: 'push1', messages: 2, devices: 1, duplicates: 1 }]);
    expect(journal.recent()[0]).toMatchObject({ token: TOKEN, payload: PAYLOAD, at: clock, facts: { 'apns-id': id } });
    expect(journal.coverage('push1', [TOKEN, 'b2'.repeat(32)])).toEqual({ missing: ['b2'.repeat(32)], repeated: [TOKEN], strangers: 0 });
  });

  it('may come with a client certificate in place of a token', async () => {
    const { certificate } = simulators.apns.credentials;
    const certified = open({ cert: certificate.cert, key: certificate.key });
    expect((await send({ authorization: undefined, 'apns-topic': undefined }, PAYLOAD, certified)).status).toBe(200);
    expect(simulators.apns.journal.recent()[0]?.facts['apns-topic']).toBe(simulators.apns.credentials.bundleId);
    certified.destroy();
  });

  it.each([
    ['voip', '.voip', {}],
    ['complication', '.complication', {}],
    ['fileprovider', '.pushkit.fileprovider', {}],
    ['liveactivity', '.push-type.liveactivity', { aps: {} }],
    ['pushtotalk', '.voip-ptt', {}],
    ['location', '.location-query', {}],
  ])('of the type %s has the topic with %s', async (type, suffix, payload) => {
    const bundleId = simulators.apns.credentials.bundleId;
    const headers = (topic: string) => ({ 'apns-push-type': type, 'apns-topic': topic });
    expect((await send(headers(`${bundleId}${suffix}`), JSON.stringify(payload))).status).toBe(200);
    expect(statusAndReason(await send(headers(bundleId), JSON.stringify(payload)))).toEqual([400, 'BadTopic']);
    expect(statusAndReason(await send({ 'apns-topic': `${bundleId}${suffix}` }))).toEqual([400, 'BadTopic']);
  });
});

describe('a bad message is refused', () => {
  const bytes = (n: number) => JSON.stringify({ aps: {}, text: 'x'.repeat(n - 20) });
  const background = { 'apns-push-type': 'background', 'apns-priority': '5' };
  it.each([
    ['method', { ':method': 'PUT' }, PAYLOAD, 405, 'MethodNotAllowed'],
    ['path', { ':path': '/4/device/x' }, PAYLOAD, 404, 'BadPath'],
    ['no token', { ':path': '/3/device/' }, PAYLOAD, 400, 'MissingDeviceToken'],
    ['a token that is no hex', { ':path': `/3/device/${'z'.repeat(64)}` }, PAYLOAD, 400, 'BadDeviceToken'],
    ['a short token', { ':path': '/3/device/a1' }, PAYLOAD, 400, 'BadDeviceToken'],
    ['no topic', { 'apns-topic': undefined }, PAYLOAD, 400, 'MissingTopic'],
    ['the topic of somebody else', { 'apns-topic': 'com.example.other' }, PAYLOAD, 400, 'TopicDisallowed'],
    ['an unknown type', { 'apns-push-type': 'loud' }, PAYLOAD, 400, 'InvalidPushType'],
    ['priority', { 'apns-priority': '7' }, PAYLOAD, 400, 'BadPriority'],
    ['expiration', { 'apns-expiration': 'soon' }, PAYLOAD, 400, 'BadExpirationDate'],
    ['apns-id', { 'apns-id': '12' }, PAYLOAD, 400, 'BadMessageId'],
    ['a collapse id of 65 bytes', { 'apns-collapse-id': 'é'.repeat(32) + 'x' }, PAYLOAD, 400, 'BadCollapseId'],
    ['a header that comes twice', { 'apns-priority': ['10', '10'] }, PAYLOAD, 400, 'DuplicateHeaders'],
    ['background with priority 10', { 'apns-push-type': 'background' }, '{"aps":{"content-available":1}}', 400, 'BadPriority'],
    ['background with an alert', background, PAYLOAD, 400, 'InvalidPushType'],
    ['nothing', {}, '', 400, 'PayloadEmpty'],
    ['no JSON', {}, 'Hello', 400, 'PayloadEmpty'],
    ['no aps', {}, '{"a":1}', 400, 'PayloadEmpty'],
    ['4,097 bytes', {}, bytes(4_097), 413, 'PayloadTooLarge'],
    ['5,121 bytes by voip', { 'apns-push-type': 'voip', 'apns-topic': 'com.example.demo.voip' }, bytes(5_121), 413, 'PayloadTooLarge'],
  ] as const)('%s', async (_what, headers, payload, status, reason) => {
    expect(statusAndReason(await send(headers as never, payload))).toEqual([status, reason]);
    expect(simulators.apns.journal.length).toBe(0);
  });

  it.each([
    ['4,096 bytes', {}, bytes(4_096)],
    ['5,120 bytes by voip', { 'apns-push-type': 'voip', 'apns-topic': 'com.example.demo.voip' }, bytes(5_120)],
    ['a collapse id of 64 bytes', { 'apns-collapse-id': 'x'.repeat(64) }, PAYLOAD],
    ['background with priority 5', background, '{"aps":{"content-available":1}}'],
    ['an expiration of 0', { 'apns-expiration': '0' }, PAYLOAD],
  ])('but not %s', async (_what, headers, payload) => {
    expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(5_120);
    expect((await send(headers, payload)).status).toBe(200);
  });
});

describe('a provider token', () => {
  const withToken = async (token: string | undefined) => statusAndReason(await send({ authorization: token && `bearer ${token}` }));
  const MINUTE = 60_000;

  it('is needed, signed by the key that it names, for the team of the key', async () => {
    const other = await startSimulators();
    expect(await withToken(undefined)).toEqual([403, 'MissingProviderToken']);
    expect(await withToken('abc')).toEqual([403, 'InvalidProviderToken']);
    expect(await withToken(await sign({ privateKey: other.apns.credentials.privateKey }))).toEqual([403, 'InvalidProviderToken']);
    expect(await withToken(await sign({ keyId: 'OTHER00001' }))).toEqual([403, 'InvalidProviderToken']);
    expect(await withToken(await sign({ teamId: 'OTHER00001' }))).toEqual([403, 'InvalidProviderToken']);
    expect(await withToken(await sign({ ageMs: -2 * MINUTE }))).toEqual([403, 'InvalidProviderToken']);
    await other.close();
  });

  it('lasts for an hour', async () => {
    expect(await withToken(await sign({ ageMs: 60 * MINUTE }))).toEqual([200, undefined]);
    session.destroy();
    session = open();
    expect(await withToken(await sign({ ageMs: 60 * MINUTE + 1_000 }))).toEqual([403, 'ExpiredProviderToken']);
  });

  it('changes every 20 minutes at most', async () => {
    const first = await sign();
    expect(await withToken(first)).toEqual([200, undefined]);
    clock += 20 * MINUTE - 1;
    const second = await sign();
    expect(await withToken(second)).toEqual([429, 'TooManyProviderTokenUpdates']);
    expect(await withToken(first)).toEqual([200, undefined]);
    clock += 1;
    expect(await withToken(second)).toEqual([200, undefined]);
  });

  it('changes so for the key on all connections, where the behaviour says so', async () => {
    clock += 60 * MINUTE;
    simulators.apns.change({ behaviours: { tokenUpdatesPer: 'key' } });
    expect(await withToken(await sign())).toEqual([200, undefined]);
    session.destroy();
    session = open();
    expect(await withToken(await sign({ ageMs: MINUTE }))).toEqual([429, 'TooManyProviderTokenUpdates']);
    clock += 20 * MINUTE;
    jwt = await sign();
  });
});

describe('what a script says', () => {
  it.each([
    ['BadDeviceToken', 400],
    ['DeviceTokenNotForTopic', 400],
    ['BadCertificateEnvironment', 403],
    ['InternalServerError', 500],
    ['ServiceUnavailable', 503],
    ['Shutdown', 503],
  ])('%s is answered by %i', async (reason, status) => {
    simulators.apns.change({ scripts: [{ prefix: 'a1', fates: [reason] }] });
    expect(statusAndReason(await send())).toEqual([status, reason]);
    expect(simulators.apns.journal.length).toBe(0);
  });

  it('410 says since when the device is gone, and 429 when to come again', async () => {
    const fates = { fates: ['Unregistered', 'TooManyRequests', 'accept'], goneSince: 1_800_000_000_123, retryAfterSeconds: 7 };
    simulators.apns.change({ scripts: [{ tokens: [TOKEN], ...fates }] });
    expect(await send()).toMatchObject({ status: 410, body: { reason: 'Unregistered', timestamp: 1_800_000_000_123 } });
    expect(await send()).toMatchObject({ status: 429, headers: { 'retry-after': '7' }, body: { reason: 'TooManyRequests' } });
    expect((await send()).status).toBe(200);
    simulators.apns.change({ scripts: [{ tokens: [TOKEN], fates: ['ExpiredToken'] }] });
    expect((await send()).body).toEqual({ reason: 'ExpiredToken', timestamp: clock });
  });

  it('a stream is reset after the message was taken, or refused before', async () => {
    simulators.apns.change({ scripts: [{ prefix: '', fates: ['reset', 'refuse', 'accept'] }] });
    await expect(send()).rejects.toMatchObject({ code: constants.NGHTTP2_INTERNAL_ERROR });
    expect(simulators.apns.journal.length).toBe(1);
    await expect(send()).rejects.toMatchObject({ code: constants.NGHTTP2_REFUSED_STREAM });
    expect(simulators.apns.journal.length).toBe(1);
    expect((await send()).status).toBe(200);
  });

  it.each([
    ['kill-before', 0],
    ['kill-after', 1],
  ])('%s cuts the connection with %i messages taken', async (fate, taken) => {
    simulators.apns.change({ scripts: [{ prefix: '', fates: [fate] }] });
    const closed = once(session, 'close');
    await expect(send()).rejects.toThrow('No answer.');
    await closed;
    expect(simulators.apns.journal.length).toBe(taken);
  });
});

describe('a connection', () => {
  it('ends by GOAWAY with the last stream and a reason, whose streams are served and no later ones', async () => {
    await send(); // opens the way for many streams
    simulators.apns.change({ behaviours: { goAway: { afterRequests: 3, reason: 'Shutdown' }, latency: { kind: 'fixed', ms: 20 } } });
    const goodbye = once(session, 'goaway') as Promise<[number, number, Buffer]>;
    const replies = await Promise.allSettled(Array.from({ length: 10 }, () => send()));
    const [code, lastStream, data] = await goodbye;
    expect([code, JSON.parse(data.toString())]).toMatchObject([0, { reason: 'Shutdown' }]);
    expect(lastStream).toBe(7); // streams 1; 3, 5, 7
    expect(replies.map(({ status }) => status)).toEqual([...Array<string>(3).fill('fulfilled'), ...Array<string>(7).fill('rejected')]);
    expect(simulators.apns.journal.length).toBe(4);
  });

  it('is cut, and no new one taken, during such an outage', async () => {
    await send(); // the connection stands
    simulators.apns.change({ behaviours: { outages: [{ startsInMs: 0, lastsMs: 1_000, how: 'cut' }] } });
    const closed = once(session, 'close');
    await expect(send()).rejects.toThrow('No answer.');
    await closed;
    await expect(once(open(), 'connect')).rejects.toThrow();
    clock += 1_000;
    session = open();
    expect((await send()).status).toBe(200);
    expect(simulators.apns.connections()).toBe(1);
    expect(simulators.apns.journal.length).toBe(2);
  });

  it('is no longer read after a chosen number of requests', async () => {
    simulators.apns.change({ behaviours: { stopReadingAfterRequests: 2 } });
    expect((await send()).status).toBe(200);
    const unread = send();
    const outcome = expect(unread).rejects.toThrow('No answer.');
    await expect.poll(() => simulators.apns.report().counters.unread).toBe(1);
    session.destroy();
    await outcome;
    expect(simulators.apns.journal.length).toBe(1);
  });
});
