import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { Outbound } from './outbound.ts';

/** For 127.0.0.1 and service.example, signed by itself; made for this test alone. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBozCCAUmgAwIBAgIUf3eCrBFoyLxPeQ6kbdVndw+Tq1YwCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKbG9jYWwgdGVzdDAgFw0yNjExMjUxNDAwMDFaGA8yMTI2MTEw
MTE0MDAwMVowFTETMBEGA1UEAwwKbG9jYWwgdGVzdDBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABPNDg3zGPWZ6ebUxEwTzV7Pyx0SUA15nNyQgHe7J/cGt0pXBCDX1
6YV7RAKkMQVjO3A23dgCEpb5OnRWLCmc79GjdTBzMB0GA1UdDgQWBBT5ywDYOgA+
4YPUnjnUq7oHizrI1jAfBgNVHSMEGDAWgBT5ywDYOgA+4YPUnjnUq7oHizrI1jAP
BgNVHRMBAf8EBTADAQH/MCAGA1UdEQQZMBeHBH8AAAGCD3NlcnZpY2UuZXhhbXBs
ZTAKBggqhkjOPQQDAgNIADBFAiAD8Kp/CNxeWeUw2GAW/PMxFoyoK3SyPP03guF6
Jh/KLAIhAMO6ao3G9ipE8S9ZGXismasKfhWiB/e5sMjF5L9OUEnc
-----END CERTIFICATE-----`;
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgAJsmWOl3AV41xHSD
1iZKpBFCbBC1T6WunTkyj67PIXehRANCAATzQ4N8xj1menm1MRME81ez8sdElANe
ZzckIB3uyf3BrdKVwQg19emFe0QCpDEFYztwNt3YAhKW+Tp0ViwpnO/R
-----END PRIVATE KEY-----`;

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
