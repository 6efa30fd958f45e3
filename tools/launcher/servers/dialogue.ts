import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Where a plain text protocol is spoken. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly tls?: boolean;
}

function open({ host, port, tls }: Endpoint): Socket {
  return tls === true ? connectTls({ host, port, servername: host }) : connectPlain({ host, port });
}

/**
 * Says something to a server and answers the lines it says back, without their line ends.
 *
 * @param words sent when the connection stands; empty where the server speaks first
 * @param lines how many lines to wait for
 * @throws Error when the server cannot be reached, hangs up early, or takes longer than `timeoutMs`
 */
export function dialogue(endpoint: Endpoint, words: string, lines: number, timeoutMs: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const socket = open(endpoint);
    let heard = '';
    const finish = (error: Error | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      if (error === undefined) resolve(heard.split('\r\n').slice(0, lines));
      else reject(error);
    };
    const timer = setTimeout(() => finish(new Error('it did not answer in time')), timeoutMs);
    socket.once(endpoint.tls === true ? 'secureConnect' : 'connect', () => words !== '' && socket.write(words));
    socket.once('error', finish);
    socket.once('close', () => finish(new Error('it closed the connection')));
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      if (heard.split('\r\n').length > lines) finish(undefined);
    });
  });
}

const PAUSE_MS = 30;

/** Repeats `attempt` until it succeeds; rejects with its last error after `timeoutMs`. */
export async function eventually<T>(attempt: () => Promise<T>, timeoutMs: number): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
