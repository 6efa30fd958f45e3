import { createECDH, randomBytes } from 'node:crypto';
import { createServer as createSecureServer } from 'node:https';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { Outbound } from '@parlance/outbound';
import type { Message, PushProvider } from '@parlance/push';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MpnsProvider } from '../mpns/mpns-provider.ts';
import { WebPushProvider } from '../web-push/web-push-provider.ts';
import { WnsProvider } from '../wns/wns-provider.ts';
import { ChannelHosts, MPNS_HOSTS, WEB_PUSH_HOSTS, WNS_HOSTS } from './channel-hosts.ts';
import { CERTIFICATE, KEY } from '../../../outbound/tests/loopback-certificate.ts';

const PROVIDERS = ['wns', 'mpns', 'webpush'] as const;
type Name = (typeof PROVIDERS)[number];
const HOSTS = { wns: WNS_HOSTS, mpns: MPNS_HOSTS, webpush: WEB_PUSH_HOSTS };
/** One that each provider's list allows. */
const ALLOWED = { wns: 'db5.notify.windows.com', mpns: 'db5.notify.live.net', webpush: 'updates.push.services.mozilla.com' };

describe('T13 hostile channel URIs and web endpoints', () => {
  /** Counts everybody who comes, whatever they say. */
  let canary: Server;
  /** Sends everybody to the canary. */
  let redirecting: ReturnType<typeof createSecureServer>;
  let visits = 0;
  let redirects = 0;
  let port: number;
  let redirectingPort: number;

  beforeAll(async () => {
    canary = createServer((socket) => {
      visits += 1;
      socket.destroy();
    });
    port = await portOf(canary);
    redirecting = createSecureServer({ cert: CERTIFICATE, key: KEY }, (request, response) => {
      redirects += 1;
      request.resume();
      // The token of WNS is asked for here too.
      if (request.url === '/token') response.end('{"access_token":"secret","expires_in":3600}');
      else response.writeHead(307, { location: `https://127.0.0.1:${port}/` }).end();
    });
    redirectingPort = await portOf(redirecting);
  });
  afterAll(async () => {
    redirecting.closeAllConnections();
    for (const server of [canary, redirecting]) await new Promise((resolve) => server?.close(resolve));
  });
  beforeEach(() => {
    visits = 0;
    redirects = 0;
  });

  const outcomesOf = async (name: Name, uris: readonly string[], hosts: readonly string[], outbound: Outbound) => {
    const provider = providerOf(name, new ChannelHosts(hosts), outbound);
    try {
      return await provider.send(
        uris.map((uri) => messageTo(name, uri)),
        AbortSignal.timeout(5_000),
      );
    } finally {
      await provider.close();
      outbound.close();
    }
  };
  const providerOf = (name: Name, hosts: ChannelHosts, outbound: Outbound): PushProvider => {
    const now = () => Date.now();
    if (name === 'mpns') return new MpnsProvider({ outbound, hosts, now });
    if (name === 'webpush') return new WebPushProvider({ credential: vapid(), outbound, hosts, now });
    const tokenUrl = `https://127.0.0.1:${redirectingPort}/token`;
    return new WnsProvider({ credential: { clientId: 'app', clientSecret: 'hush' }, outbound, hosts, tokenUrl, now });
  };

  it.each(PROVIDERS)('are never contacted by %s, in whichever way they spell this machine', async (name) => {
    const host = ALLOWED[name];
    const uris = ['https', 'http'].flatMap((scheme) =>
      [
        `127.0.0.1:${port}`,
        `localhost:${port}`,
        `2130706433:${port}`,
        `0x7f.1:${port}`,
        `0177.0.0.1:${port}`,
        `127.1:${port}`,
        `0.0.0.0:${port}`,
        `[::1]:${port}`,
        `[::ffff:127.0.0.1]:${port}`,
        `[::ffff:7f00:1]:${port}`,
        `127.0.0.1:${port}/${host}`,
        `127.0.0.1:${port}?${host}`,
        `127.0.0.1:${port}#.${host}`,
        `127.0.0.1:${port}\\.${host}`,
        `${host}@127.0.0.1:${port}`,
        `${host}:x@localhost:${port}`,
        `${host}.127.0.0.1.nip.io:${port}`,
        `${host}:${port}@127.0.0.1:${port}`,
      ].map((rest) => `${scheme}://${rest}/`),
    );
    // Addresses of this machine are not even forbidden to the way out: the list of hosts alone keeps these from it.
    const outcomes = await outcomesOf(name, uris, HOSTS[name], new Outbound({ allowedAddresses: ['127.0.0.0/8', '::1'], ca: CERTIFICATE }));
    expect(outcomes).toEqual(uris.map(() => ({ kind: 'refused', reason: 'hostNotAllowed' })));
    expect([visits, redirects]).toEqual([0, 0]);
  });

  it.each(PROVIDERS)('are never contacted by %s where an allowed name leads to this machine', async (name) => {
    const outbound = new Outbound({ resolve: async () => [{ address: '127.0.0.1', family: 4 }], ca: CERTIFICATE });
    const uris = [`https://service.example:${port}/`, `https://service.example:${redirectingPort}/`];
    const outcomes = await outcomesOf(name, uris, [`service.example:${port}`, `service.example:${redirectingPort}`], outbound);
    // The token of WNS lies at an address that is none to be called either: no message leaves without one.
    const failed = name === 'wns' ? { kind: 'retry', reason: 'token-refused' } : { kind: 'refused', reason: 'addressNotAllowed' };
    expect(outcomes).toEqual(uris.map(() => failed));
    expect([visits, redirects]).toEqual([0, 0]);
  });

  it.each(PROVIDERS)('are never contacted by %s by the redirect of a host that is allowed', async (name) => {
    const uri = `https://127.0.0.1:${redirectingPort}/channel`;
    const outbound = new Outbound({ allowedAddresses: ['127.0.0.1'], ca: CERTIFICATE });
    const outcomes = await outcomesOf(name, [uri], [`127.0.0.1:${redirectingPort}`], outbound);
    expect(outcomes).toEqual([{ kind: 'refused', reason: 'HTTP307' }]);
    expect([visits, redirects]).toEqual([0, name === 'wns' ? 2 : 1]);
  });
});

async function portOf(server: Server | ReturnType<typeof createSecureServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function messageTo(provider: Name, uri: string): Message {
  const common = { provider, pushId: 'push', installation: 'device' };
  if (provider !== 'webpush') return { ...common, to: uri, payload: '<toast/>' };
  const browser = createECDH('prime256v1');
  const keys = { p256dh: browser.generateKeys('base64url'), auth: randomBytes(16).toString('base64url') };
  return { ...common, to: JSON.stringify({ endpoint: uri, keys }), payload: '{}' };
}

function vapid() {
  const pair = createECDH('prime256v1');
  const publicKey = pair.generateKeys('base64url');
  return { subject: 'mailto:push@example.com', publicKey, privateKey: pair.getPrivateKey('base64url') };
}
