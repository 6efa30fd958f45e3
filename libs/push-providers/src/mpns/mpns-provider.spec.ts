import type { Message } from '@parlance/push';
import { startSimulators, type Simulators } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conformsToPort } from '../../tests/provider-suite.ts';
import { hostOf, outboundTo, withOwnConnections } from '../../tests/simulated.ts';
import { ChannelHosts, MPNS_HOSTS } from '../channels/channel-hosts.ts';
import { MpnsProvider, QUOTA } from './mpns-provider.ts';

let simulators: Simulators;
const tokenOf = (device: number) => `channel-of-phone-${device}`;
const TOAST =
  '<?xml version="1.0" encoding="utf-8"?><wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>Hello</wp:Text1>' +
  `<wp:Param>?pushJson=${encodeURIComponent('{"push_id":"push1"}')}</wp:Param></wp:Toast></wp:Notification>`;
const message = (device: number, url = simulators.winphone.url): Message => ({
  provider: 'mpns',
  pushId: 'push1',
  installation: `inst${device}`,
  to: `${url}/u/1/${tokenOf(device)}`,
  payload: TOAST,
});

beforeAll(async () => {
  simulators = await startSimulators({ seed: 3 });
});
afterAll(() => simulators.close());

function create(url = simulators.winphone.url, requestTimeoutMs?: number) {
  const outbound = outboundTo(simulators);
  const hosts = new ChannelHosts([...MPNS_HOSTS, hostOf(url)]);
  return withOwnConnections(new MpnsProvider({ outbound, hosts, now: Date.now, requestTimeoutMs }), outbound);
}

let url = '';
conformsToPort(
  'Windows Phone',
  {
    dead: ['Expired', { kind: 'dead', reason: 'Expired' }],
    refused: ['Suppressed', { kind: 'refused', reason: 'Suppressed' }],
    throttled: ['QueueFull', { kind: 'retry', reason: 'QueueFull', afterMs: 7_000 }],
    outage: ['Unavailable', { kind: 'retry', reason: 'HTTP503' }],
    authError: undefined, // there are no credentials
    tooLarge: ['TooLarge', { kind: 'tooLarge' }],
    http2: false,
    neverSent: ['https://evil.example/u/1/x', { kind: 'refused', reason: 'hostNotAllowed' }],
  },
  () => {
    url = simulators.winphone.url;
    return {
      simulator: simulators.winphone,
      create: ({ origin = simulators.winphone.url, requestTimeoutMs } = {}) => {
        url = origin;
        return create(origin, requestTimeoutMs);
      },
      message: (device) => message(device, url),
      tokenOf,
    };
  },
);

describe('Windows Phone', () => {
  it.each([
    ['Throttled', { kind: 'refused', reason: QUOTA }],
    ['Inactive', { kind: 'retry', reason: 'Dropped', afterMs: 3_600_000 }],
    ['BadRequest', { kind: 'refused', reason: 'HTTP400' }],
    ['Unauthorized', { kind: 'refused', reason: 'HTTP401' }],
  ])('answers %s, which is an outcome of its own', async (fate, outcome) => {
    simulators.winphone.change({ reset: true, scripts: [{ prefix: '', fates: [fate] }] });
    const provider = create();
    expect(await provider.send([message(1)], new AbortController().signal)).toEqual([outcome]);
    await provider.close();
  });

  it('PSH-27 tells a channel that had all its messages of the day', async () => {
    simulators.winphone.change({ reset: true, behaviours: { messagesPerDay: 2 } });
    const provider = create();
    const outcomes = [];
    for (let n = 0; n < 3; n++) outcomes.push(...(await provider.send([message(1)], new AbortController().signal)));
    expect(outcomes).toEqual([{ kind: 'sent' }, { kind: 'sent' }, { kind: 'refused', reason: QUOTA }]);
    await provider.close();
  });

  it('has no credentials that could be bad', async () => {
    const outbound = outboundTo(simulators);
    expect(await new MpnsProvider({ outbound, hosts: new ChannelHosts([]), now: Date.now }).check()).toEqual({
      ok: true,
      answer: 'noCredentials',
    });
    outbound.close();
  });
});
