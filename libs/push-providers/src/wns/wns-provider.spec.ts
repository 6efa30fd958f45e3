import type { Message } from '@parlance/push';
import { startSimulators, type Simulators } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { conformsToPort } from '../../tests/provider-suite.ts';
import { hostOf, outboundTo, withOwnConnections } from '../../tests/simulated.ts';
import { ChannelHosts, WNS_HOSTS } from '../channels/channel-hosts.ts';
import { wnsHeaders, WnsProvider, type WnsOptions } from './wns-provider.ts';

let simulators: Simulators;
let clock: number;
const now = () => clock;
const tokenOf = (device: number) => `channel-of-device-${device}`;
const message = (device: number, more: Partial<Message> = {}, url = simulators.wns.url): Message => ({
  provider: 'wns',
  pushId: 'push1',
  installation: `inst${device}`,
  to: `${url}/?token=${tokenOf(device)}`,
  pushType: 'wns/toast',
  payload: '<toast launch="{&quot;push_id&quot;:&quot;push1&quot;}"><visual/></toast>',
  ...more,
});
const store = () => {
  const { packageSid: clientId, clientSecret } = simulators.wns.credentials;
  return { clientId, clientSecret };
};

beforeAll(async () => {
  clock = Date.now();
  simulators = await startSimulators({ seed: 3, now });
});
beforeEach(() => simulators.microsoftOAuth.change({ reset: true }));
afterAll(() => simulators.close());

function create(more: Partial<WnsOptions> = {}, url = simulators.wns.url) {
  const outbound = outboundTo(simulators);
  const provider = new WnsProvider({
    credential: store(),
    outbound,
    hosts: new ChannelHosts([...WNS_HOSTS, hostOf(url)]),
    tokenUrl: simulators.wns.credentials.packageTokenUrl,
    now,
    ...more,
  });
  return { provider, outbound };
}

/** Where messages of the test go; moved by tests of another place. */
let url = '';
conformsToPort(
  'WNS',
  {
    dead: ['Gone', { kind: 'dead', reason: 'HTTP410' }],
    refused: ['dropped', { kind: 'refused', reason: 'dropped' }],
    throttled: ['NotAcceptable', { kind: 'retry', reason: 'HTTP406', afterMs: 7_000, throttled: true }],
    outage: ['Unavailable', { kind: 'retry', reason: 'HTTP503' }],
    authError: ['Unauthorized', { kind: 'authError', reason: 'HTTP401' }],
    tooLarge: ['TooLarge', { kind: 'tooLarge' }],
    http2: false,
    neverSent: ['https://evil.example/?token=channel', { kind: 'refused', reason: 'hostNotAllowed' }],
  },
  () => {
    url = simulators.wns.url;
    return {
      simulator: simulators.wns,
      create: ({ origin = simulators.wns.url, requestTimeoutMs } = {}) => {
        url = origin;
        const { provider, outbound } = create({ requestTimeoutMs }, origin);
        return withOwnConnections(provider, outbound);
      },
      message: (device) => message(device, {}, url),
      tokenOf,
    };
  },
);

describe('WNS', () => {
  let made: ReturnType<typeof create>;
  const signal = new AbortController().signal;
  const send = (...messages: Message[]) => made.provider.send(messages, signal);
  const tokenRequests = () => simulators.microsoftOAuth.report().counters['requests'] ?? 0;
  beforeEach(() => {
    simulators.wns.change({ reset: true });
    made = create();
  });
  afterEach(() => made.outbound.close());

  it('T17 gets type, tag and the seconds left', async () => {
    await send(message(1, { expiresAt: clock + 3_600_000, collapseId: 'scores' }));
    expect(simulators.wns.journal.recent().at(-1)?.facts).toMatchObject({
      'x-wns-type': 'wns/toast',
      'x-wns-ttl': '3600',
      'x-wns-tag': 'scores',
    });
    expect(await send(message(2, { pushType: 'wns/raw', payload: '{"push_id":"push1"}' }))).toEqual([{ kind: 'sent' }]);
  });

  it('has tags of 16 letters and digits, and lives of a second at least', () => {
    const headers = (more: Partial<Message>) => wnsHeaders(message(1, more), clock);
    expect(headers({ collapseId: 'a-very-long-name-of-a-tag' })['x-wns-tag']).toMatch(/^[0-9a-f]{16}$/);
    expect(headers({ collapseId: 'tag\r\nevil: 1' })['x-wns-tag']).toMatch(/^[0-9a-f]{16}$/);
    expect(headers({ collapseId: 'tag', pushType: 'wns/badge' })).not.toHaveProperty('x-wns-tag');
    expect(headers({ expiresAt: clock - 5_000 })['x-wns-ttl']).toBe('1');
    expect(headers({})).not.toHaveProperty('x-wns-ttl');
  });

  it('is asked for one access token, and for a new one when that is refused', async () => {
    simulators.wns.change({ scripts: [{ tokens: [tokenOf(1)], fates: ['Unauthorized', 'accept'] }] });
    expect(await send(message(1), message(2), message(3))).toEqual([{ kind: 'sent' }, { kind: 'sent' }, { kind: 'sent' }]);
    expect(tokenRequests()).toBe(2);
  });

  it('lets the identity of a tenant in too', async () => {
    const { clientId, clientSecret, tenantId, tenantTokenUrl } = simulators.wns.credentials;
    made.outbound.close();
    made = create({ credential: { clientId, clientSecret, tenantId }, tokenUrl: tenantTokenUrl });
    expect(await send(message(1))).toEqual([{ kind: 'sent' }]);
  });

  it('T13 gives its bearer token to no host but its own, by no redirect either', async () => {
    const outcomes = await send(
      message(1, { to: simulators.winphone.url }),
      message(2, { to: `${simulators.wns.url.replace('https', 'http')}/?token=x` }),
      message(3, { to: simulators.wns.url.replace('localhost', '127.0.0.1') }),
      message(4, { to: 'https://channel.notify.windows.com.evil.example/' }),
      message(5, { to: 'no address' }),
    );
    expect(outcomes).toEqual(outcomes.map(() => ({ kind: 'refused', reason: 'hostNotAllowed' })));
    expect(simulators.wns.report().counters['requests'] ?? 0).toBe(0);
    expect(tokenRequests()).toBe(0);
  });

  it('T13 is not found at a private address by a name on the allow-list', async () => {
    const { provider } = create({ hosts: new ChannelHosts(['10.1.2.3', '169.254.169.254']) });
    const outcomes = await provider.send([message(1, { to: 'https://10.1.2.3/' }), message(2, { to: 'https://169.254.169.254/' })], signal);
    expect(outcomes).toEqual(outcomes.map(() => ({ kind: 'refused', reason: 'addressNotAllowed' })));
  });

  it.each([
    ['NotFound', { kind: 'dead', reason: 'HTTP404' }],
    ['channelthrottled', { kind: 'retry', reason: 'channelthrottled', afterMs: 60_000, throttled: true }],
    ['NotAcceptable', { kind: 'retry', reason: 'HTTP406', afterMs: 60_000, throttled: true }],
    ['Forbidden', { kind: 'refused', reason: 'HTTP403' }],
    ['BadRequest', { kind: 'refused', reason: 'HTTP400' }],
    ['InternalError', { kind: 'retry', reason: 'HTTP500' }],
  ])('answers %s, which is an outcome of its own', async (fate, outcome) => {
    simulators.wns.change({ scripts: [{ prefix: '', fates: [fate] }] });
    expect(await send(message(1))).toEqual([outcome]);
  });

  it('says in "test credentials" whether they are good', async () => {
    expect(await made.provider.check()).toEqual({ ok: true, answer: '200' });
    expect(await create({ credential: { ...store(), clientSecret: 'wrong' } }).provider.check()).toEqual({
      ok: false,
      answer: 'invalid_client',
    });
  });
});
