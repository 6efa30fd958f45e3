import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';

/** Signed by themselves until the year 2126, for other.example and for this machine. They open nothing. */
const OTHER_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg30m0O+dTOxSZZsD3
iHTkm18WW78zt7mPozIi+NOVL7mhRANCAAQHVVDqT/Bo90Nni0RdAhlw/4xprHi+
sm7XBqmp9DqLbZwVhPIMdJ6QRgddzjR2CEGBw1+N4PWb4ikeThucbKzv
-----END PRIVATE KEY-----`;
const OTHER_CERTIFICATE = `-----BEGIN CERTIFICATE-----
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

const LOCAL_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgerLB/RmiljxGKREX
Glzhahye7TGOTxZqCLkflcECeVKhRANCAASqzlSEAq53nCXEdDmbZKATH0qfLrv9
9MyrkDZpDvIV3pDKFBmjjHWN7KBgJDVdh68WOYsTdI0tEfJ/A/Z1SAHp
-----END PRIVATE KEY-----`;
const LOCAL_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUKnIWzu0L/ZoDHvLI9gBYV5+gZLcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyOTE4MzYzMloYDzIxMjYxMTA1
MTgzNjMyWjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASqzlSEAq53nCXEdDmbZKATH0qfLrv99MyrkDZpDvIV3pDKFBmjjHWN
7KBgJDVdh68WOYsTdI0tEfJ/A/Z1SAHpo28wbTAdBgNVHQ4EFgQUbMClPU4Lx9X3
FB79jL6wrz7C61MwHwYDVR0jBBgwFoAUbMClPU4Lx9X3FB79jL6wrz7C61MwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3QwCgYIKoZI
zj0EAwIDSQAwRgIhAIiPX5GZl8EzHcuVKHCNLDddYziA7yluZOPXBScv45KTAiEA
5mPBrm7UUe+MnW9tKF30PoxewIigCIuCLerCMCUfqRo=
-----END CERTIFICATE-----`;

/** The greeting of a NATS server, which comes before encryption. */
const INFO = { server_id: 'TEST', version: '2.10.0', host: '127.0.0.1', port: 4222, max_payload: 1_048_576, proto: 1, tls_required: true };

export interface TlsServer {
  readonly port: number;
  /** File for NODE_EXTRA_CA_CERTS, with which the certificate is trusted. */
  readonly caFile: string;
  close(): Promise<void>;
}

export interface TlsServerOptions {
  /** Whether NATS is spoken first. */
  readonly greeting: boolean;
  /** Whether it has a certificate for its address, and asks for one in turn. */
  readonly asksForCertificate?: boolean;
}

/** A server that shakes hands and says no more. @param folder for the file of its certificate */
export async function startTlsServer(folder: string, { greeting, asksForCertificate = false }: TlsServerOptions): Promise<TlsServer> {
  const [key, cert] = asksForCertificate ? [LOCAL_KEY, LOCAL_CERTIFICATE] : [OTHER_KEY, OTHER_CERTIFICATE];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined); // a client that refuses the certificate resets the connection
    if (greeting) socket.write(`INFO ${JSON.stringify({ ...INFO, tls_verify: asksForCertificate })}\r\n`);
    const secured = { isServer: true, key, cert, requestCert: asksForCertificate, rejectUnauthorized: asksForCertificate };
    new TLSSocket(socket, secured).on('error', () => undefined).resume();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, cert);
  return {
    port: (server.address() as AddressInfo).port,
    caFile,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
