import type { Message } from '@parlance/push';
import { startSimulators, type Simulators } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { conformsToPort } from '../../tests/provider-suite.ts';
import { APNS_WORDS, apnsMessage as message, apnsToken as tokenOf } from '../../tests/words.ts';
import { ApnsProvider, type ApnsCredential, type ApnsOptions } from './apns-provider.ts';
import { ApnsProviderTokens } from './provider-tokens.ts';

const MINUTE = 60_000;
let simulators: Simulators;
let clock: number;
const now = () => clock;
const keyOf = (): ApnsCredential => ({ kind: 'token', ...simulators.apns.credentials });
const create = (more: Partial<ApnsOptions> = {}) =>
  new ApnsProvider({
    credential: keyOf(),
    tokens: new ApnsProviderTokens(now),
    origin: simulators.apns.url,
    topic: simulators.apns.credentials.bundleId,
    ca: simulators.authority,
    now,
    ...more,
  });

beforeAll(async () => {
  clock = Date.now();
  simulators = await startSimulators({ seed: 3, now });
});
beforeEach(() => {
  clock += 61 * MINUTE; // tokens of the last test are no matter of this one
});
afterAll(() => simulators.close());

conformsToPort('APNs', APNS_WORDS, () => ({
  simulator: simulators.apns,
  create: ({ origin = simulators.apns.url, requestTimeoutMs } = {}) =>
    create({ origin, ...(requestTimeoutMs === undefined ? {} : { pool: { requestTimeoutMs } }) }),
  message,
  tokenOf,
}));

describe('APNs', () => {
  let provider: ApnsProvider;
  const signal = new AbortController().signal;
  const send = (...messages: Message[]) => provider.send(messages, signal);
  const facts = () => simulators.apns.journal.recent().at(-1)?.facts;
  beforeEach(() => {
    simulators.apns.change({ reset: true });
    provider = create();
  });
  afterEach(() => provider.close());

  it('gets the headers of a message', async () => {
    await send(message(1, { collapseId: 'score', priority: 5, expiresAt: clock + 3_600_000 }));
    expect(facts()).toMatchObject({
      'apns-topic': simulators.apns.credentials.bundleId,
      'apns-push-type': 'alert',
      'apns-priority': '5',
      'apns-expiration': String(Math.floor(clock / 1_000) + 3_600),
      'apns-collapse-id': 'score',
    });
    expect(await send(message(2, { pushType: 'background', payload: '{"aps":{"content-available":1}}' }))).toEqual([{ kind: 'sent' }]);
  });

  it('lets a certificate in too', async () => {
    const { certificate } = simulators.apns.credentials;
    await provider.close();
    provider = create({ credential: { kind: 'certificate', ...certificate } });
    expect(await send(message(1), message(2))).toEqual([{ kind: 'sent' }, { kind: 'sent' }]);
  });

  it('gets a new token once when the old one expired, and the refused messages again', async () => {
    const tokens = new ApnsProviderTokens(now);
    await provider.close();
    provider = create({ tokens });
    expect(await send(message(1))).toEqual([{ kind: 'sent' }]);
    clock += 45 * MINUTE;
    simulators.apns.change({ scripts: [{ prefix: 'd', fates: ['ExpiredProviderToken', 'accept'] }] });
    expect(await send(message(2), message(3))).toEqual([{ kind: 'sent' }, { kind: 'sent' }]);
    expect(simulators.apns.report().counters['answer ExpiredProviderToken']).toBe(2);
    simulators.apns.change({ scripts: [{ prefix: 'd', fates: ['ExpiredProviderToken'] }] });
    expect(await send(message(4))).toEqual([{ kind: 'authError', reason: 'ExpiredProviderToken' }]);
    expect(simulators.apns.report().counters['answer ExpiredProviderToken']).toBe(3); // its token is younger than 20 minutes
  });

  it('gets one token on all connections of all apps with the key', async () => {
    simulators.apns.change({ behaviours: { tokenUpdatesPer: 'key' } });
    const tokens = new ApnsProviderTokens(now);
    const several = [create({ tokens }), create({ tokens }), create({ tokens })];
    for (const each of several) {
      clock += 10 * MINUTE;
      expect(await each.send([message(1)], signal)).toEqual([{ kind: 'sent' }]);
    }
    await Promise.all(several.map((each) => each.close()));
  });

  it('opens a second connection when the first is full, and keeps both', async () => {
    simulators.apns.change({ behaviours: { maxConcurrentStreams: 10, latency: { kind: 'fixed', ms: 20 } } });
    await send(...Array.from({ length: 60 }, (_, device) => message(device)));
    await send(message(1));
    expect(simulators.apns.connections()).toBe(2);
    expect(provider.load).toMatchObject({ connections: 2, inFlight: 0, waiting: 0 });
  });

  it('gets no header that a value smuggles in, and the connection lives on', async () => {
    const outcomes = await send(message(1, { topic: 'com.example\r\nevil: 1' }), message(2));
    expect(outcomes).toEqual([{ kind: 'refused', reason: 'MissingTopic' }, { kind: 'sent' }]);
  });

  it('says in "test credentials" whether they are good', async () => {
    simulators.apns.change({ scripts: [{ prefix: '0000000000', fates: ['BadDeviceToken'] }] }); // as Apple answers for a token of nobody
    expect(await provider.check(signal)).toEqual({ ok: true, answer: '400 BadDeviceToken' });
    const check = async (credential: ApnsCredential, more: Partial<ApnsOptions> = {}) => {
      const other = create({ credential, ...more });
      const result = await other.check(signal);
      await other.close();
      return result;
    };
    const key = keyOf();
    expect(await check({ ...key, kind: 'token', keyId: 'OTHER00001' } as ApnsCredential)).toEqual({
      ok: false,
      answer: '403 InvalidProviderToken',
    });
    expect(await check({ ...key, kind: 'token', privateKey: 'no key' } as ApnsCredential)).toEqual({
      ok: false,
      answer: 'InvalidPrivateKey',
    });
    expect(await check(key, { topic: 'com.example.other' })).toEqual({ ok: false, answer: '400 TopicDisallowed' });
    expect(await check(key, { ca: undefined })).toEqual({ ok: false, answer: 'noConnection' });
    expect(simulators.apns.journal.length).toBe(0);
  });
});
