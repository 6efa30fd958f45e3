import { createServer, type Server } from 'node:net';
import { LaunchError } from './launch-error.ts';

const LOOPBACK = '127.0.0.1';

/** How far above a preferred port a server may move when others hold it. */
const PORTS_TRIED_MAX = 50;

function listen(port: number, host: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

/** Tells whether this process could listen on the port now. */
export async function isPortFree(port: number, host = LOOPBACK): Promise<boolean> {
  const server = await listen(port, host);
  if (server === undefined) return false;
  await close(server);
  return true;
}

/** A port that nobody listens on, chosen by the system. Another program may take it before it is used: a start that fails is repeated. */
export async function anyFreePort(): Promise<number> {
  const server = await listen(0, LOOPBACK);
  if (server === undefined) throw new LaunchError('This machine has no free port left on 127.0.0.1; stop some programs and try again.');
  const address = server.address();
  await close(server);
  if (address === null || typeof address === 'string') throw new Error('A TCP server has no port.');
  return address.port;
}

/** The preferred port, or the first free one above it. */
export async function freePortFrom(preferred: number): Promise<number> {
  for (let port = preferred; port < preferred + PORTS_TRIED_MAX; port += 1) {
    if (await isPortFree(port)) return port;
  }
  return anyFreePort();
}
