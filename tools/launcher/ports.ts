import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { LaunchError } from './launch-error.ts';

const LOOPBACK = '127.0.0.1';

/** How far above a preferred port a server may move when others hold it. */
const PORTS_TRIED_MAX = 50;

/** The ports that are drawn from. Linux gives outgoing connections those from 32,768 on, other systems those from 49,152 on. */
const DRAWN_PORT_MIN = 15_000;
const DRAWN_PORT_END = 32_000;
const PORTS_DRAWN_MAX = 1_000;

/** The ports that this process was given, so that none is given twice before it is used. */
const drawn = new Set<number>();

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

/**
 * A port that nobody listens on, drawn from below the range that systems give to outgoing connections: one from that range
 * may be taken by any connection before its owner listens. Another program that draws may still take it: a start that fails
 * is repeated.
 */
export async function anyFreePort(): Promise<number> {
  for (let tried = 0; tried < PORTS_DRAWN_MAX; tried += 1) {
    const port = randomInt(DRAWN_PORT_MIN, DRAWN_PORT_END);
    if (!drawn.has(port) && (await isPortFree(port))) {
      drawn.add(port);
      return port;
    }
  }
  throw new LaunchError('This machine has no free port left on 127.0.0.1; stop some programs and try again.');
}

/** The preferred port, or the first free one above it. */
export async function freePortFrom(preferred: number): Promise<number> {
  for (let port = preferred; port < preferred + PORTS_TRIED_MAX; port += 1) {
    if (await isPortFree(port)) return port;
  }
  return anyFreePort();
}
