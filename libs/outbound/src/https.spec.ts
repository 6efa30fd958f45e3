import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { CERTIFICATE, KEY } from '../tests/loopback-certificate.ts';
import { Outbound } from './outbound.ts';

let server: Server | undefined;
const clients: Outbound[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

async function serve(): Promise<number> {
  const made = createServer({ cert: CERTIFICATE, key: KEY }, (_request, response) => response.end('secure'));
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return (made.address() as AddressInfo).port;
}

function client(ca?: string): Outbound {
  const made = new Outbound({
    allowedAddresses: ['127.0.0.1'],
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    ...(ca === undefined ? {} : { ca }),
  });
  clients.push(made);
  return made;
}

it('checks certificates against the name that was called, also at listed addresses', async () => {
  const port = await serve();
  const trusting = client(CERTIFICATE);
  for (const host of ['127.0.0.1', 'service.example']) {
    expect((await trusting.request({ url: `https://${host}:${port}/` })).body.toString(), host).toBe('secure');
  }
  await expect(trusting.request({ url: `https://other.example:${port}/` })).rejects.toMatchObject({ failure: 'unreachable' });
  await expect(client().request({ url: `https://service.example:${port}/` })).rejects.toMatchObject({ failure: 'unreachable' });
});
