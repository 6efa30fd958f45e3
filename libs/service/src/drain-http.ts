import type { Server } from 'node:http';
import { Server as TcpServer } from 'node:net';

/** How long clients on open connections are told to leave, before connections that say nothing are closed. */
const FAREWELL_MS_MAX = 250;
const SWEEP_MS = 50;

/**
 * Lets an HTTP server go without breaking off requests: it takes no new connections, answers those that are open with
 * `Connection: close`, and closes the idle ones only after a moment. Closing them at once, as Node does, resets requests that are
 * already on their way, and their senders cannot know whether these were carried out. Requests that have not ended after `graceMs` are
 * cut off.
 */
export async function drainHttp(server: Server, graceMs: number): Promise<void> {
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  let sweep: NodeJS.Timeout | undefined;
  const farewell = setTimeout(
    () => (sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)),
    Math.min(FAREWELL_MS_MAX, graceMs / 2),
  );
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  // The HTTP server's own close() begins by closing idle connections.
  await new Promise((resolve) => TcpServer.prototype.close.call(server, resolve));
  clearTimeout(farewell);
  clearInterval(sweep);
  clearTimeout(cut);
}
