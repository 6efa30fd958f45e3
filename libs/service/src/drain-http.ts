import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server, ServerResponse } from 'node:http';
import { Server as TcpServer } from 'node:net';
import { setImmediate as nextLook } from 'node:timers/promises';

/** How long a connection that said nothing stays open after an answer that did not ask its client to leave. */
const FAREWELL_MS_MAX = 1_000;
/** The part of the time for running requests that the farewell may take. */
const FAREWELL_SHARE = 1 / 10;
const SWEEP_MS = 50;
/** Node's own: told of each answer that has been written, and of nothing while nobody listens. */
const ANSWERED = 'http.server.response.finish';

interface Answered {
  readonly server: Server;
  readonly response: ServerResponse;
}

/** A server whose answers ask clients to leave. */
interface Leaving {
  /** When a client was last told that it may stay: by an answer to a request from before. Epoch milliseconds. */
  invitedAt: number;
  readonly heed: (message: unknown) => void;
}

const leaving = new WeakMap<Server, Leaving>();

/** From now on the answer to each request ends its connection, so that clients open new ones, which balancers send elsewhere. */
export function sayFarewell(server: Server): void {
  if (leaving.has(server)) return;
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  const heed = (message: unknown): void => {
    const answered = message as Answered;
    if (answered.server === server && answered.response.getHeader('Connection') !== 'close') state.invitedAt = Date.now();
  };
  const state: Leaving = { invitedAt: 0, heed };
  leaving.set(server, state);
  subscribe(ANSWERED, heed);
}

/**
 * Lets an HTTP server go without breaking off requests: it takes no new connections, answers those that are open with
 * `Connection: close`, and closes the idle ones only a moment after the last of their clients was told that it may stay. Closing them at
 * once, as Node does, resets requests that are already on their way, and their senders cannot know whether these were carried out. Requests
 * that have not ended after `graceMs` are cut off.
 */
export async function drainHttp(server: Server, graceMs: number): Promise<void> {
  sayFarewell(server);
  const state = leaving.get(server) as Leaving;
  const begun = Date.now();
  const patienceMs = Math.min(FAREWELL_MS_MAX, graceMs * FAREWELL_SHARE);
  // The system resets connections that it has made and nobody has taken up: they are, when the sockets are looked at.
  await nextLook();
  const sweep = setInterval(() => {
    if (Date.now() - Math.max(begun, state.invitedAt) < patienceMs) return;
    // After the next look at the sockets: a request that waits there makes its connection a busy one.
    setImmediate(() => server.closeIdleConnections());
  }, SWEEP_MS);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  // The HTTP server's own close() begins by closing idle connections.
  await new Promise((resolve) => TcpServer.prototype.close.call(server, resolve));
  clearInterval(sweep);
  clearTimeout(cut);
  unsubscribe(ANSWERED, state.heed);
}
