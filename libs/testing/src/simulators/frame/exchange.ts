import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { constants, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';

/** A client's connection, over HTTP/1.1 or HTTP/2. */
export interface Connection {
  /** Subject of the certificate that the client showed, where the authority of the run issued it. */
  readonly clientSubject: string | undefined;
  readonly session: ServerHttp2Session | undefined;
  /** Closes the socket at once, without a word, as a broken network does. */
  cut(): void;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The first bytes of a request's body, and how long it is in all. */
export interface Body {
  readonly bytes: Buffer;
  readonly size: number;
}

/** One request and its answer, whatever the protocol. */
export interface Exchange {
  readonly connection: Connection;
  readonly method: string;
  /** With its query, as it came. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, doubles included. */
  readonly rawHeaders: readonly string[];
  /** Of HTTP/2; 0 over HTTP/1.1. */
  readonly streamId: number;
  /** Status and name of the answer, or the fate, once it is known; for the log of requests. */
  outcome?: string;
  /** Reads the body to its end; undefined when the client gave up before. */
  body(): Promise<Body | undefined>;
  /** @param dripMs a byte of the body each so many milliseconds; the whole at once when absent */
  answer(answer: Answer, dripMs?: number): void;
  /** Ends it without an answer: `refuse` says by REFUSED_STREAM that nothing was processed; over HTTP/1.1 both cut the connection. */
  abandon(how: 'reset' | 'refuse'): void;
}

/** More of a body is counted, not kept: no provider takes as much. */
const BODY_KEPT_BYTES_MAX = 64 * 1024;

export class Http2Exchange implements Exchange {
  outcome: string | undefined = undefined;
  readonly method: string;
  readonly path: string;

  private readonly stream: ServerHttp2Stream;
  readonly connection: Connection;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];

  constructor(
    stream: ServerHttp2Stream,
    connection: Connection,
    headers: IncomingHttpHeaders & { ':method'?: string; ':path'?: string },
    rawHeaders: readonly string[],
  ) {
    this.stream = stream;
    this.connection = connection;
    this.headers = headers;
    this.rawHeaders = rawHeaders;
    this.method = headers[':method'] ?? '';
    this.path = headers[':path'] ?? '';
    stream.on('error', () => undefined); // of clients that go away
  }

  get streamId(): number {
    return this.stream.id ?? 0;
  }

  body(): Promise<Body | undefined> {
    return readBody(this.stream);
  }

  answer({ status, headers, body = '' }: Answer, dripMs?: number): void {
    if (this.stream.destroyed || this.stream.headersSent) return;
    const whole = body === '' && dripMs === undefined;
    this.stream.respond({ ...headers, ':status': status }, { endStream: whole });
    if (dripMs !== undefined) drip(this.stream, body, dripMs);
    else if (!whole) this.stream.end(body);
  }

  abandon(how: 'reset' | 'refuse'): void {
    if (!this.stream.destroyed) this.stream.close(how === 'refuse' ? constants.NGHTTP2_REFUSED_STREAM : constants.NGHTTP2_INTERNAL_ERROR);
  }
}

export class Http1Exchange implements Exchange {
  outcome: string | undefined = undefined;
  readonly streamId = 0;

  private readonly request: IncomingMessage;
  private readonly response: ServerResponse;
  readonly connection: Connection;

  constructor(request: IncomingMessage, response: ServerResponse, connection: Connection) {
    this.request = request;
    this.response = response;
    this.connection = connection;
    response.on('error', () => undefined); // of clients that go away
  }

  get method(): string {
    return this.request.method ?? '';
  }

  get path(): string {
    return this.request.url ?? '';
  }

  get headers(): IncomingHttpHeaders {
    return this.request.headers;
  }

  get rawHeaders(): readonly string[] {
    return this.request.rawHeaders;
  }

  body(): Promise<Body | undefined> {
    return readBody(this.request);
  }

  answer({ status, headers, body = '' }: Answer, dripMs?: number): void {
    if (this.response.destroyed || this.response.headersSent) return;
    this.response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
    if (dripMs !== undefined) drip(this.response, body, dripMs);
    else this.response.end(body);
  }

  abandon(): void {
    this.connection.cut();
  }
}

function readBody(from: IncomingMessage | ServerHttp2Stream): Promise<Body | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let kept = 0;
    let size = 0;
    from.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (kept >= BODY_KEPT_BYTES_MAX) return;
      chunks.push(chunk);
      kept += chunk.length;
    });
    from.on('end', () => resolve({ bytes: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks), size }));
    from.on('error', () => resolve(undefined));
    from.on('close', () => resolve(undefined));
  });
}

function drip(to: ServerHttp2Stream | ServerResponse, body: string, everyMs: number): void {
  const bytes = Buffer.from(body);
  let at = 0;
  const timer = setInterval(() => {
    if (at < bytes.length) to.write(bytes.subarray(at, (at += 1)));
    else {
      clearInterval(timer);
      to.end();
    }
  }, everyMs);
  to.on('close', () => clearInterval(timer));
}
