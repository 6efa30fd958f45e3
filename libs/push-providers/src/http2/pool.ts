import { Http2Connection, type TlsIdentity } from './connection.ts';
import type { Http2Exchange, Http2Request, Http2Result } from './exchange.ts';

export interface Http2PoolOptions {
  /** `https://host:port` */
  readonly origin: string;
  readonly tls?: TlsIdentity;
  /** Connections at most, 2 when left out; a second one is opened when the first is full. */
  readonly connections?: number;
  readonly connectTimeoutMs?: number;
  /** From the opening of a stream to the end of its answer; the wait before does not count. */
  readonly requestTimeoutMs?: number;
  readonly pingEveryMs?: number;
  /** Milliseconds, of any origin. */
  readonly now?: () => number;
}

/** The figures that tell how busy a provider is. */
export interface PoolLoad {
  readonly connections: number;
  readonly inFlight: number;
  readonly waiting: number;
  /** Requests at a time that all windows together allow. */
  readonly window: number;
}

const CONNECTIONS = 2;
const CONNECT_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 10_000;
const PING_EVERY_MS = 60_000;
/** After a failed attempt, further connections beside a working one wait so long. */
const ATTEMPT_AGAIN_MS = 1_000;

/**
 * Requests to one peer over a few HTTP/2 connections, in the order given. Connections are opened when there is something to send and kept.
 *
 * Nothing is sent twice, and nothing waits for a peer that is away: when no connection can be made, all waiting requests end as
 * `unprocessed`.
 */
export class Http2Pool {
  readonly #options: Required<Omit<Http2PoolOptions, 'connections'>>;
  readonly #connectionsMax: number;
  readonly #connections = new Set<Http2Connection>();
  #queue: Http2Exchange[] = [];
  #head = 0;
  #failedAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor({ connections = CONNECTIONS, ...options }: Http2PoolOptions) {
    this.#connectionsMax = connections;
    this.#options = {
      tls: {},
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      pingEveryMs: PING_EVERY_MS,
      now: () => performance.now(),
      ...options,
    };
  }

  get load(): PoolLoad {
    const connections = [...this.#connections];
    return {
      connections: connections.length,
      inFlight: connections.reduce((sum, { window }) => sum + window.inFlight, 0),
      waiting: this.#queue.length - this.#head,
      window: connections.reduce((sum, { window }) => sum + window.size, 0),
    };
  }

  /** Sends one request. Never rejects. */
  request(request: Http2Request, signal?: AbortSignal): Promise<Http2Result> {
    if (this.#closed || signal?.aborted === true) return Promise.resolve({ kind: 'unprocessed', reason: 'aborted' });
    return new Promise((resolve) => {
      let settled = false;
      const exchange: Http2Exchange = {
        request,
        settle: (result) => {
          if (settled) return;
          settled = true;
          signal?.removeEventListener('abort', abort);
          resolve(result);
        },
      };
      const abort = () => {
        if (exchange.cancel !== undefined) exchange.cancel('aborted');
        else this.#withdraw(exchange);
      };
      signal?.addEventListener('abort', abort);
      this.#queue.push(exchange);
      this.#pump();
    });
  }

  /** Lets open requests end; those that wait end as `unprocessed`. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#failWaiting('aborted');
    await Promise.all([...this.#connections].map((connection) => connection.close()));
  }

  #pump(): void {
    while (this.#head < this.#queue.length) {
      const connection = this.#freest();
      if (connection === undefined) break;
      const exchange = this.#queue[this.#head];
      if (exchange === undefined || connection.start(exchange)) this.#head++;
    }
    if (this.#head === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
    } else if (this.#mayConnect()) this.#connect();
  }

  #freest(): Http2Connection | undefined {
    let best: Http2Connection | undefined;
    for (const connection of this.#connections) if (connection.free > (best?.free ?? 0)) best = connection;
    return best;
  }

  #mayConnect(): boolean {
    if (this.#closed || this.#connections.size >= this.#connectionsMax) return false;
    if (this.#connections.size === 0) return true;
    if ([...this.#connections].some(({ isConnecting }) => isConnecting)) return false;
    return this.#options.now() - this.#failedAt >= ATTEMPT_AGAIN_MS;
  }

  #connect(): void {
    const connection: Http2Connection = new Http2Connection(this.#options, {
      onCapacity: () => this.#pump(),
      onRetired: (connected) => {
        this.#connections.delete(connection);
        if (connected) return this.#pump();
        this.#failedAt = this.#options.now();
        if (this.#connections.size === 0) this.#failWaiting('noConnection');
      },
    });
    this.#connections.add(connection);
  }

  #withdraw(exchange: Http2Exchange): void {
    const index = this.#queue.indexOf(exchange, this.#head);
    if (index >= 0) this.#queue.splice(index, 1);
    exchange.settle({ kind: 'unprocessed', reason: 'aborted' });
  }

  #failWaiting(reason: string): void {
    const waiting = this.#queue.slice(this.#head);
    this.#queue = [];
    this.#head = 0;
    for (const exchange of waiting) exchange.settle({ kind: 'unprocessed', reason });
  }
}
