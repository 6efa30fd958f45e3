import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';

/** Signed by itself, for other.example alone, until the year 2126. It opens nothing. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg30m0O+dTOxSZZsD3
iHTkm18WW78zt7mPozIi+NOVL7mhRANCAAQHVVDqT/Bo90Nni0RdAhlw/4xprHi+
sm7XBqmp9DqLbZwVhPIMdJ6QRgddzjR2CEGBw1+N4PWb4ikeThucbKzv
-----END PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBoDCCAUegAwIBAgIUDQDvya6RhVvtj7FP+XnpaRhKQGIwCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNb3RoZXIuZXhhbXBsZTAgFw0yNjExMjkxNzUxMDJaGA8yMTI2
MTEwNTE3NTEwMlowGDEWMBQGA1UEAwwNb3RoZXIuZXhhbXBsZTBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABAdVUOpP8Gj3Q2eLRF0CGXD/jGmseL6ybtcGqan0Oott
nBWE8gx0npBGB13ONHYIQYHDX43g9ZviKR5OG5xsrO+jbTBrMB0GA1UdDgQWBBS9
0Wmn/Uh5hfj6MC9ThFZIhZ/3WjAfBgNVHSMEGDAWgBS90Wmn/Uh5hfj6MC9ThFZI
hZ/3WjAPBgNVHRMBAf8EBTADAQH/MBgGA1UdEQQRMA+CDW90aGVyLmV4YW1wbGUw
CgYIKoZIzj0EAwIDRwAwRAIgFi3MMN8BqmJbvXCBTZ+6ZWgQbIrDmOK3MhwyGgPN
E5UCIDByvEM9e2bf/t8w1LHHrvjRETR9u2yoOQaRiFCLYsQa
-----END CERTIFICATE-----`;

/** The greeting of a NATS server, which comes before encryption. */
const INFO = { server_id: 'TEST', version: '2.10.0', host: '127.0.0.1', port: 4222, max_payload: 1_048_576, proto: 1, tls_required: true };

export interface TlsServer {
  readonly port: number;
  /** File for NODE_EXTRA_CA_CERTS, with which the certificate is trusted. */
  readonly caFile: string;
  close(): Promise<void>;
}

/** A server that shakes hands and says no more. @param greeting whether NATS is spoken first */
export async function startTlsServer(folder: string, { greeting }: { readonly greeting: boolean }): Promise<TlsServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined); // a client that refuses the certificate resets the connection
    if (greeting) socket.write(`INFO ${JSON.stringify(INFO)}\r\n`);
    new TLSSocket(socket, { isServer: true, key: KEY, cert: CERTIFICATE }).on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, CERTIFICATE);
  return {
    port: (server.address() as AddressInfo).port,
    caFile,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
