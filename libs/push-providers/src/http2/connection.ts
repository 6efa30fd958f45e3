import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders, type Settings } from 'node:http2';
import type { Http2Exchange, Http2Result } from './exchange.ts';
import { Window } from './window.ts';

/** Certificates of a connection, PEM. */
export interface TlsIdentity {
  /** Authorities to trust instead of the usual ones. */
  readonly ca?: string;
  /** The client's own certificate and its key. */
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
}

export interface Http2ConnectionOptions {
  /** `https://host:port` */
  readonly origin: string;
  readonly tls: TlsIdentity;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly pingEveryMs: number;
  readonly now: () => number;
}

export interface Http2ConnectionEvents {
  /** More requests may be opened than before. */
  readonly onCapacity: () => void;
  /** No further request may be opened; those that are open may still end well. Comes once. */
  readonly onRetired: (connected: boolean) => void;
}

const ANSWER_BYTES_MAX = 16 * 1_024;
const PING_ANSWER_MS = 10_000;
/** The reason of streams that found no number any more: a connection has about a thousand million. */
const NOT_OPENED = 'notOpened';
const { NGHTTP2_REFUSED_STREAM, NGHTTP2_CANCEL } = constants;

/** One HTTP/2 connection, with as many requests at a time as its window and its peer let pass. */
export class Http2Connection {
  readonly window: Window;
  readonly #session: ClientHttp2Session;
  readonly #options: Http2ConnectionOptions;
  readonly #events: Http2ConnectionEvents;
  readonly #connectTimer: NodeJS.Timeout;
  #pingTimer: NodeJS.Timeout | undefined;
  #connected = false;
  #retired = false;
  #pinging = false;
  #closing = false;
  #lastStreamId: number | undefined;

  constructor(options: Http2ConnectionOptions, events: Http2ConnectionEvents) {
    this.#options = options;
    this.#events = events;
    this.window = new Window(options.now);
    this.#session = connect(options.origin, { ...options.tls, settings: { enablePush: false } });
    this.#connectTimer = setTimeout(() => this.#session.destroy(), options.connectTimeoutMs);
    this.#session.on('connect', () => this.#onConnect());
    this.#session.on('remoteSettings', ({ maxConcurrentStreams }: Settings) => {
      this.window.limitTo(maxConcurrentStreams ?? Number.POSITIVE_INFINITY);
      this.#events.onCapacity();
    });
    this.#session.on('goaway', (_code: number, lastStreamId: number) => {
      this.#lastStreamId = lastStreamId;
      this.#giveWay();
    });
    this.#session.on('error', () => this.#retire()); // streams settle by their own events
    this.#session.on('close', () => this.#retire());
  }

  get isConnected(): boolean {
    return this.#connected && !this.#retired;
  }

  get isConnecting(): boolean {
    return !this.#connected && !this.#retired;
  }

  /** How many requests may be opened now. */
  get free(): number {
    return this.isConnected ? this.window.free : 0;
  }

  /**
   * Opens a stream for a request.
   *
   * @returns false when the connection takes none any more: the request was not sent and belongs to another connection
   */
  start(exchange: Http2Exchange): boolean {
    let stream: ClientHttp2Stream;
    try {
      stream = this.#session.request(exchange.request.headers);
    } catch {
      if (this.#session.closed || this.#session.destroyed) {
        this.#retire();
        return false;
      }
      exchange.settle({ kind: 'malformed', reason: 'malformedHeader' });
      return true;
    }
    this.window.open();
    this.#follow(stream, exchange);
    stream.end(exchange.request.body);
    return true;
  }

  /** Lets open requests end, then closes the connection; a peer that does not read is not waited for longer than for an answer. */
  close(): Promise<void> {
    this.#retire();
    if (this.#session.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#session.destroy(), this.#options.requestTimeoutMs);
      this.#session.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#closing = true;
      if (!this.#connected) this.#session.destroy();
      else if (this.window.inFlight === 0) this.#session.close();
    });
  }

  #follow(stream: ClientHttp2Stream, exchange: Http2Exchange): void {
    let headers: (IncomingHttpHeaders & { ':status'?: number }) | undefined;
    let body = '';
    const end = (givenUp?: string) => {
      if (exchange.cancel === undefined) return;
      exchange.cancel = undefined;
      clearTimeout(timer);
      const status = headers?.[':status'];
      const result: Http2Result =
        headers !== undefined && status !== undefined ? { kind: 'answer', status, headers, body } : this.#withoutAnswer(stream, givenUp);
      this.window.close(loadOf(result));
      exchange.settle(result);
      if (result.kind === 'unprocessed' && result.reason === NOT_OPENED) this.#giveWay();
      // Not earlier: a goodbye overtakes requests that were not written yet, and their peer would refuse them.
      if (this.#closing && this.window.inFlight === 0) this.#session.close();
      if (!this.#retired) this.#events.onCapacity();
    };
    // Settles at once: the reset waits in the way, behind all else, when the peer does not read.
    exchange.cancel = (reason) => {
      end(reason);
      stream.close(NGHTTP2_CANCEL);
      if (reason === 'timeout') this.#ping();
    };
    const timer = setTimeout(() => exchange.cancel?.('timeout'), this.#options.requestTimeoutMs);
    stream.on('response', (got) => (headers = got));
    stream.on('data', (chunk: Buffer) => {
      if (body.length < ANSWER_BYTES_MAX) body += chunk.toString('latin1'); // reasons and codes are ASCII
    });
    stream.on('error', () => undefined); // 'close' follows
    stream.once('close', () => end());
  }

  #withoutAnswer(stream: ClientHttp2Stream, givenUp: string | undefined): Http2Result {
    if (stream.id === undefined) return { kind: 'unprocessed', reason: givenUp ?? NOT_OPENED };
    if (this.#lastStreamId !== undefined && stream.id > this.#lastStreamId) return { kind: 'unprocessed', reason: 'goAway' };
    if (givenUp !== undefined) return { kind: 'unknown', reason: givenUp };
    if (stream.rstCode === NGHTTP2_REFUSED_STREAM) return { kind: 'unprocessed', reason: 'refusedStream' };
    return { kind: 'unknown', reason: this.#session.destroyed ? 'connectionClosed' : 'streamReset' };
  }

  #onConnect(): void {
    clearTimeout(this.#connectTimer);
    if (this.#retired) return;
    this.#connected = true;
    this.#session.unref(); // an idle connection keeps no process alive; requests under way have their timers
    this.#pingTimer = setInterval(() => this.#ping(), this.#options.pingEveryMs);
    this.#pingTimer.unref();
    this.#events.onCapacity();
  }

  /** A connection that a middlebox forgot answers no ping; it is replaced before messages are lost in it. */
  #ping(): void {
    if (this.#pinging || this.#session.destroyed) return;
    this.#pinging = true;
    const timer = setTimeout(() => this.#session.destroy(), PING_ANSWER_MS);
    timer.unref();
    this.#session.ping(() => {
      clearTimeout(timer);
      this.#pinging = false;
    });
  }

  /** Opens no further stream; those that are open end on this connection. */
  #giveWay(): void {
    this.#retire();
    if (!this.#session.destroyed) this.#session.close();
  }

  #retire(): void {
    if (this.#retired) return;
    this.#retired = true;
    clearTimeout(this.#connectTimer);
    clearInterval(this.#pingTimer);
    this.#events.onRetired(this.#connected);
  }
}

function loadOf(result: Http2Result): 'clean' | 'trouble' | 'lost' {
  if (result.kind === 'answer') return result.status === 429 || result.status === 503 ? 'trouble' : 'clean';
  return result.kind === 'unknown' && result.reason === 'timeout' ? 'trouble' : 'lost';
}
