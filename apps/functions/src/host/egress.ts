import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Outbound, OutboundError, type OutboundFailure } from '@parlance/outbound';
import type { Connected } from '../channel/messages.ts';
import { CONNECT_OUT_MS, CONNECTIONS_OUT_MAX } from './limits.ts';

/** Opens a connection for code of an app. Never rejects. */
export type ConnectOut = (app: string, host: string, port: number) => Promise<Omit<Connected, 'call'>>;

export interface EgressOptions {
  /** Addresses that are not public and may be called where the app lists them too. */
  readonly allowedAddresses: readonly string[];
  /** Those that the app lists. */
  readonly allowedByApp: (app: string) => readonly string[];
  /** Told of connections that are refused: their error alone does not tell the reason. */
  readonly refused: (app: string, place: string) => void;
}

/** Others may enter the folder and connect to a socket of which they know the name; nobody can list it. */
const ENTER_ONLY = 0o711;
const NAME_BYTES = 16;
/** A socket that nobody connects to is closed. */
const TAKEN_MS = 5_000;
const OUTBOUNDS_MAX = 1_000;

/** As Node calls the failures of a connection. */
const CODES: Readonly<Record<OutboundFailure, string>> = {
  refused: 'EACCES',
  unreachable: 'ECONNREFUSED',
  late: 'ETIMEDOUT',
  'too-large': 'ECONNRESET',
};

/**
 * The way out for code: connections to public addresses, and to others that operator and app list. The host makes them, since the processes
 * of code have no network of their own; a process gets a socket of this machine with a name that nobody else knows, for one connection.
 */
export class Egress {
  readonly #options: EgressOptions;
  readonly #folder: string;
  readonly #outbounds = new Map<string, Outbound>();
  readonly #open = new Set<Socket>();
  #waiting = 0;

  private constructor(options: EgressOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
  }

  static async start(options: EgressOptions): Promise<Egress> {
    const folder = await mkdtemp(join(tmpdir(), 'parlance-out-'));
    await chmod(folder, ENTER_ONLY);
    return new Egress(options, folder);
  }

  readonly connect: ConnectOut = async (app, host, port) => {
    if (this.#waiting + this.#open.size >= CONNECTIONS_OUT_MAX) {
      return { error: { code: 'EMFILE', message: 'The service for Cloud Code has too many connections open.' } };
    }
    this.#waiting++;
    try {
      const far = await this.#outboundOf(app).connect({ host, port, timeoutMs: CONNECT_OUT_MS });
      return { path: await this.#offer(far) };
    } catch (error) {
      const failure = error instanceof OutboundError ? error.failure : 'unreachable';
      const place = `${host}:${port}`;
      if (failure === 'refused') this.#options.refused(app, place);
      const why = failure === 'refused' ? 'the address is not public, and not listed' : 'there was no connection';
      return { error: { code: CODES[failure], message: `connect ${CODES[failure]} ${place}: ${why}` } };
    } finally {
      this.#waiting--;
    }
  };

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    for (const outbound of this.#outbounds.values()) outbound.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** A socket that takes one connection, and joins it to `far`. */
  #offer(far: Socket): Promise<string> {
    const path = join(this.#folder, randomBytes(NAME_BYTES).toString('hex'));
    this.#open.add(far);
    far.once('close', () => this.#open.delete(far));
    far.on('error', () => far.destroy());
    return new Promise((resolve, reject) => {
      const server = createServer({ allowHalfOpen: true }, (near) => {
        clearTimeout(timer);
        server.close();
        near.on('error', () => far.destroy());
        near.once('close', () => far.destroy());
        far.once('close', () => near.destroy());
        near.pipe(far);
        far.pipe(near);
      });
      const timer = setTimeout(() => {
        server.close();
        far.destroy();
      }, TAKEN_MS);
      server.once('error', (error) => {
        clearTimeout(timer);
        far.destroy();
        reject(error);
      });
      server.listen({ path, readableAll: true, writableAll: true }, () => resolve(path));
    });
  }

  #outboundOf(app: string): Outbound {
    const allowedByApp = this.#options.allowedByApp(app);
    const key = allowedByApp.join(' ');
    let outbound = this.#outbounds.get(key);
    if (outbound === undefined) {
      if (this.#outbounds.size >= OUTBOUNDS_MAX) this.#outbounds.clear(); // they hold no connections of code
      outbound = new Outbound({ allowedAddresses: this.#options.allowedAddresses, allowedByApp });
      this.#outbounds.set(key, outbound);
    }
    return outbound;
  }
}
