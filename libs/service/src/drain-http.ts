import type { Server } from 'node:http';
import { Server as TcpServer } from 'node:net';

/** How long clients on open connections are told to leave, before connections that say nothing are closed. */
const FAREWELL_MS_MAX = 1_000;
/** The part of the time for running requests that the farewell may take. */
const FAREWELL_SHARE = 1 / 10;
const SWEEP_MS = 50;

/** Servers whose answers ask clients to leave already. */
const leaving = new WeakSet<Server>();

/** From now on each answer ends its connection, so that clients open new ones, which balancers send elsewhere. */
export function sayFarewell(server: Server): void {
  if (leaving.has(server)) return;
  leaving.add(server);
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
}

/**
 * Lets an HTTP server go without breaking off requests: it takes no new connections, answers those that are open with
 * `Connection: close`, and closes the idle ones only after a moment. Closing them at once, as Node does, resets requests that are
 * already on their way, and their senders cannot know whether these were carried out. Requests that have not ended after `graceMs` are
 * cut off.
 */
export async function drainHttp(server: Server, graceMs: number): Promise<void> {
  sayFarewell(server);
  let sweep: NodeJS.Timeout | undefined;
  const farewell = setTimeout(
    // After the next look at the sockets: a request that waits there makes its connection a busy one.
    () => (sweep = setInterval(() => setImmediate(() => server.closeIdleConnections()), SWEEP_MS)),
    Math.min(FAREWELL_MS_MAX, graceMs * FAREWELL_SHARE),
  );
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  // The HTTP server's own close() begins by closing idle connections.
  await new Promise((resolve) => TcpServer.prototype.close.call(server, resolve));
  clearTimeout(farewell);
  clearInterval(sweep);
  clearTimeout(cut);
}
