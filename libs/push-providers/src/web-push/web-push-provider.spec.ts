import type { Message } from '@parlance/push';
import { startSimulators, type Simulators } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { conformsToPort } from '../../tests/provider-suite.ts';
import { hostOf, outboundTo, withOwnConnections } from '../../tests/simulated.ts';
import { ChannelHosts, WEB_PUSH_HOSTS } from '../channels/channel-hosts.ts';
import { parseSubscription } from './subscription.ts';
import type { VapidCredential } from './vapid-tokens.ts';
import { WebPushProvider, type WebPushOptions } from './web-push-provider.ts';

let simulators: Simulators;
let clock: number;
const now = () => clock;
const tokenOf = (device: number) => `browser-${device}`;
const to = (device: number, url: string) =>
  JSON.stringify({
    endpoint: `${url}/push/${tokenOf(device)}`,
    expirationTime: null,
    keys: simulators.webPush.credentials.subscriptionKeys,
  });
const message = (device: number, more: Partial<Message> = {}, url = simulators.webPush.url): Message => ({
  provider: 'webpush',
  pushId: 'push1',
  installation: `inst${device}`,
  to: to(device, url),
  payload: '{"title":"Hello","push_id":"push1"}',
  ...more,
});
const vapid = (): VapidCredential => {
  const { publicKey, privateKey } = simulators.webPush.credentials;
  return { publicKey, privateKey, subject: 'mailto:push@example.com' };
};

beforeAll(async () => {
  clock = Date.now();
  simulators = await startSimulators({ seed: 3, now });
});
afterAll(() => simulators.close());

function create(more: Partial<WebPushOptions> = {}, url = simulators.webPush.url) {
  const outbound = outboundTo(simulators);
  const hosts = new ChannelHosts([...WEB_PUSH_HOSTS, hostOf(url)]);
  return { provider: new WebPushProvider({ credential: vapid(), outbound, hosts, now, ...more }), outbound };
}

let url = '';
conformsToPort(
  'Web Push',
  {
    dead: ['Gone', { kind: 'dead', reason: 'HTTP410' }],
    refused: ['BadRequest', { kind: 'refused', reason: 'HTTP400' }],
    throttled: ['TooManyRequests', { kind: 'retry', reason: 'HTTP429', afterMs: 7_000, throttled: true }],
    outage: ['Unavailable', { kind: 'retry', reason: 'HTTP503' }],
    authError: ['Forbidden', { kind: 'authError', reason: 'HTTP403' }],
    tooLarge: ['TooLarge', { kind: 'tooLarge' }],
    http2: false,
    neverSent: [
      '{"endpoint":"https://evil.example/push/1","keys":{"p256dh":"AAAA","auth":"AAAA"}}',
      { kind: 'refused', reason: 'hostNotAllowed' },
    ],
  },
  () => {
    url = simulators.webPush.url;
    return {
      simulator: simulators.webPush,
      create: ({ origin = simulators.webPush.url, requestTimeoutMs } = {}) => {
        url = origin;
        const { provider, outbound } = create({ requestTimeoutMs }, origin);
        return withOwnConnections(provider, outbound);
      },
      message: (device) => message(device, {}, url),
      tokenOf,
    };
  },
);

describe('Web Push', () => {
  let made: ReturnType<typeof create>;
  const signal = new AbortController().signal;
  const send = (...messages: Message[]) => made.provider.send(messages, signal);
  const last = () => simulators.webPush.journal.recent().at(-1);
  beforeEach(() => {
    simulators.webPush.change({ reset: true });
    made = create();
  });
  afterEach(() => made.outbound.close());

  it('T17 gets a message that its browser can read, with life, urgency and topic', async () => {
    await send(message(1, { expiresAt: clock + 3_600_000, priority: 10, collapseId: 'scores' }));
    expect(last()).toMatchObject({
      token: tokenOf(1),
      payload: '{"title":"Hello","push_id":"push1"}',
      facts: { ttl: '3600', urgency: 'high', topic: 'scores' },
    });
    await send(message(1, { priority: 1, collapseId: 'a topic with spaces' }));
    expect(last()?.facts).toMatchObject({ ttl: '2419200', urgency: 'low', topic: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  it('goes on when the token of the sender has expired', async () => {
    expect(await send(message(1))).toEqual([{ kind: 'sent' }]);
    clock += 13 * 3_600_000; // it lives for twelve hours
    expect(await send(message(2))).toEqual([{ kind: 'sent' }]);
  });

  it.each([
    ['no JSON', 'subscription'],
    ['no keys', '{"endpoint":"https://fcm.googleapis.com/x"}'],
    ['keys that are no base64url', '{"endpoint":"https://fcm.googleapis.com/x","keys":{"p256dh":"a b","auth":"c"}}'],
  ])('is not asked for a subscription with %s', async (_what, subscription) => {
    expect(parseSubscription(subscription)).toBeUndefined();
    expect(await send(message(1, { to: subscription }))).toEqual([{ kind: 'dead', reason: 'malformedSubscription' }]);
  });

  it('is not asked for a subscription whose key is no point of the curve', async () => {
    const keys = { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth: simulators.webPush.credentials.subscriptionKeys.auth };
    const subscription = JSON.stringify({ endpoint: `${simulators.webPush.url}/push/x`, keys });
    expect(await send(message(1, { to: subscription }))).toEqual([{ kind: 'dead', reason: 'malformedSubscription' }]);
    expect(simulators.webPush.report().counters['requests'] ?? 0).toBe(0);
  });

  it('T13 is contacted at hosts of vendors alone', async () => {
    const { subscriptionKeys: keys } = simulators.webPush.credentials;
    for (const endpoint of [simulators.wns.url, 'https://169.254.169.254/', 'http://fcm.googleapis.com/x', 'file:///etc/passwd']) {
      const outcomes = await send(message(1, { to: JSON.stringify({ endpoint, keys }) }));
      expect(outcomes, endpoint).toEqual([{ kind: 'refused', reason: 'hostNotAllowed' }]);
    }
    expect(simulators.wns.report().counters['requests'] ?? 0).toBe(0);
  });

  it('says in "test credentials" whether the keys belong to each other', async () => {
    expect(await made.provider.check()).toEqual({ ok: true, answer: 'keysMatch' });
    const check = (more: Partial<VapidCredential>) => create({ credential: { ...vapid(), ...more } }).provider.check();
    expect(await check({ publicKey: simulators.webPush.credentials.subscriptionKeys.p256dh })).toEqual({
      ok: false,
      answer: 'keysDoNotMatch',
    });
    expect(await check({ privateKey: 'short' })).toEqual({ ok: false, answer: 'keysDoNotMatch' });
    expect(await check({ privateKey: 'A'.repeat(100) })).toEqual({ ok: false, answer: 'InvalidKey' });
    expect(await check({ subject: 'nobody' })).toEqual({ ok: false, answer: 'InvalidKey' });
  });

  it('tells keys that cannot be read as a bad credential', async () => {
    const { provider } = create({ credential: { ...vapid(), privateKey: 'short' } });
    expect(await provider.send([message(1)], signal)).toEqual([{ kind: 'authError', reason: 'InvalidKey' }]);
  });
});
