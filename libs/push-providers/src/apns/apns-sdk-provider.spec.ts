import type { Message } from '@parlance/push';
import { startSimulators, type Simulators } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { conformsToPort } from '../../tests/provider-suite.ts';
import { APNS_WORDS, apnsMessage as message, apnsToken as tokenOf } from '../../tests/words.ts';
import type { ApnsCredential } from './apns-provider.ts';
import { ApnsSdkProvider, type ApnsSdkOptions } from './apns-sdk-provider.ts';

let simulators: Simulators;
let ahead = 0;
const keyOf = (): ApnsCredential => ({ kind: 'token', ...simulators.apns.credentials });
const create = (more: Partial<ApnsSdkOptions> = {}) =>
  new ApnsSdkProvider({
    credential: keyOf(),
    origin: simulators.apns.url,
    topic: simulators.apns.credentials.bundleId,
    ca: simulators.authority,
    now: Date.now,
    ...more,
  });

beforeAll(async () => {
  simulators = await startSimulators({ seed: 3, now: () => Date.now() + ahead });
});
afterAll(() => simulators.close());

conformsToPort(
  'APNs by @parse/node-apn',
  {
    ...APNS_WORDS,
    // The SDK reads "Retry-After" by a name that HTTP/2 does not have, and tells nobody: a minute, as where APNs says nothing.
    throttled: ['TooManyRequests', { kind: 'retry', reason: 'TooManyRequests', afterMs: 60_000, throttled: true }],
    cannot: { goodbye: 'the SDK does not tell which streams came behind the last one: they count as unknown' },
  },
  () => ({
    simulator: simulators.apns,
    create: ({ origin = simulators.apns.url, requestTimeoutMs } = {}) =>
      create({ origin, ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }) }),
    message,
    tokenOf,
  }),
);

describe('APNs by @parse/node-apn', () => {
  let provider: ApnsSdkProvider;
  const signal = new AbortController().signal;
  const send = (...messages: Message[]) => provider.send(messages, signal);
  const facts = () => simulators.apns.journal.recent().at(-1)?.facts;
  beforeEach(() => {
    simulators.apns.change({ reset: true });
    provider = create();
  });
  afterEach(() => provider.close());

  it('T17 gets the headers of a message', async () => {
    expect(await send(message(1, { collapseId: 'score', priority: 5, expiresAt: 2_000_000_000_000 }))).toEqual([{ kind: 'sent' }]);
    expect(facts()).toMatchObject({
      'apns-topic': simulators.apns.credentials.bundleId,
      'apns-push-type': 'alert',
      'apns-priority': '5',
      'apns-expiration': '2000000000',
      'apns-collapse-id': 'score',
    });
  });

  it('lets a certificate in too', async () => {
    const { certificate } = simulators.apns.credentials;
    await provider.close();
    provider = create({ credential: { kind: 'certificate', ...certificate } });
    expect(await send(message(1), message(2))).toEqual([{ kind: 'sent' }, { kind: 'sent' }]);
  });

  it('gets a new token once when the old one expired, and the refused messages again', async () => {
    expect(await send(message(1))).toEqual([{ kind: 'sent' }]);
    ahead = 21 * 60_000; // APNs takes another token of a key every 20 minutes
    simulators.apns.change({ scripts: [{ prefix: 'd', fates: ['ExpiredProviderToken', 'accept'] }] });
    expect(await send(message(2), message(3))).toEqual([{ kind: 'sent' }, { kind: 'sent' }]);
    expect(simulators.apns.report().counters['answer ExpiredProviderToken']).toBe(2);
    ahead = 0;
  });

  it('I9 says nothing of a key that cannot be read, and reads no file by its name', async () => {
    await provider.close();
    provider = create({ credential: { ...keyOf(), privateKey: '/etc/hostname' } as ApnsCredential });
    expect(await send(message(1))).toEqual([{ kind: 'authError', reason: 'InvalidPrivateKey' }]);
    expect(await provider.check(signal)).toEqual({ ok: false, answer: 'InvalidPrivateKey' });
  });

  it('says in "test credentials" whether they are good', async () => {
    simulators.apns.change({ scripts: [{ prefix: '0000000000', fates: ['BadDeviceToken'] }] }); // as Apple answers for a token of nobody
    expect((await provider.check(signal)).ok).toBe(true);
    await provider.close();
    provider = create({ credential: { ...keyOf(), keyId: 'OTHER00001' } as ApnsCredential });
    expect(await provider.check(signal)).toEqual({ ok: false, answer: 'InvalidProviderToken' });
    expect(simulators.apns.journal.length).toBe(0);
  });
});
