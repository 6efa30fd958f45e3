import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TransferTicket } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Logger } from '@parlance/telemetry';
import { freed } from './dead-buffers.ts';
import { encodeFault, expired } from './fault.ts';
import type { FileBytes, Offer, Offers } from './offers.ts';
import { joinParts, type Part } from './parts.ts';
import { isSmall, SMALL_BYTES, wholeBody } from './small-bytes.ts';

/** Gateways keep connections for a shorter time, so that none is closed under a request. */
const KEEP_ALIVE_MS = 60_000;
/** How long the other side may neither send nor take a byte. */
const IDLE_MS = 70_000;
/** How long running transfers may take once the process ends. */
const DRAIN_MS = 5_000;

export interface TransferServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The address at which gateways reach this server, where it is not the one listened on. */
  readonly address: string | undefined;
  /** Certificate and private key, files in PEM form: the server then takes encrypted connections, and no others. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
  readonly logger: Logger;
}

/**
 * The side that has the bytes: an HTTP server for gateways alone, on which nothing can be asked for without a ticket.
 *
 * `PUT /<ticket>` hands bytes over and is answered with JSON; `GET /<ticket>` fetches them, and `GET /<ticket>,<ticket>,…` those of several small
 * files (parts.ts).
 */
export class TransferServer {
  readonly #offers: Offers;
  readonly #options: TransferServerOptions;
  readonly #server: Server;
  #address: string | undefined;

  constructor(offers: Offers, options: TransferServerOptions) {
    this.#offers = offers;
    this.#options = options;
    const { tls } = options;
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      this.#answer(request, response).catch((error: unknown) => {
        options.logger.warn({ err: error }, 'The bytes of a file could not be handed over.');
        response.destroy();
      });
    };
    const times = { requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MS };
    this.#server =
      tls === undefined
        ? createServer(times, answer)
        : createSecureServer({ ...times, cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) }, answer);
    this.#server.timeout = IDLE_MS;
  }

  async listen(): Promise<void> {
    const { host, port, address } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, host, () => resolve());
    });
    const { port: taken } = this.#server.address() as AddressInfo;
    this.#address =
      address ?? `${this.#options.tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${taken}`;
  }

  /** Takes no more, and lets running transfers end within a few seconds. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const timer = setTimeout(() => this.#server.closeAllConnections(), DRAIN_MS);
    await closed;
    clearTimeout(timer);
  }

  /** @throws ParseError ServiceUnavailable before the server listens */
  offer(offer: Offer): TransferTicket {
    if (this.#address === undefined) throw new ParseError('ServiceUnavailable', 'Files cannot be handed over yet.');
    return { address: this.#address, ticket: this.#offers.add(offer) };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const ticket = (request.url ?? '').slice(1);
    if (request.method === 'PUT') return this.#takeIn(request, response, ticket);
    if (request.method !== 'GET') return refuse(response);
    if (ticket.includes(',')) return this.#giveSeveral(response, ticket.split(','));
    const found = this.#offers.take('download', ticket);
    if (found === undefined) return refuse(response);
    let bytes: FileBytes;
    try {
      bytes = await found.open();
    } catch (error) {
      return this.#fail(request, response, error);
    }
    this.#begin(response, found.length);
    if (bytes instanceof Readable) await pipeline(freed(bytes), response);
    else response.end(bytes);
  }

  async #giveSeveral(response: ServerResponse, tickets: readonly string[]): Promise<void> {
    const body = joinParts(await Promise.all(tickets.map((ticket) => this.#partOf(ticket))));
    this.#begin(response, body.length);
    response.end(body);
  }

  /** Never rejects: the others are given their bytes. */
  async #partOf(ticket: string): Promise<Part> {
    try {
      const found = this.#offers.take('download', ticket);
      const bytes = found === undefined || (found.length ?? Infinity) > SMALL_BYTES ? undefined : await found.open();
      return bytes instanceof Uint8Array ? bytes : expired();
    } catch (error) {
      this.#log(error);
      return error instanceof ParseError ? error : new ParseError('InternalServerError', 'Internal server error.');
    }
  }

  #begin(response: ServerResponse, length: number | undefined): void {
    const size = length === undefined ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': length };
    response.writeHead(200, { 'Content-Type': 'application/octet-stream', ...size, ...this.#connection() });
  }

  async #takeIn(request: IncomingMessage, response: ServerResponse, ticket: string): Promise<void> {
    const found = this.#offers.take('upload', ticket);
    if (found === undefined) return refuse(response);
    let answer: unknown;
    try {
      answer = await found.take(isSmall(request) ? await wholeBody(request) : freed(request));
    } catch (error) {
      return this.#fail(request, response, error);
    }
    this.#tell(request, response, 200, JSON.stringify(answer));
  }

  #fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (!request.errored) this.#log(error);
    this.#tell(request, response, 500, encodeFault(error));
  }

  #log(error: unknown): void {
    if (!(error instanceof ParseError)) this.#options.logger.error({ err: error }, 'The bytes of a file could not be stored or read.');
  }

  #tell(request: IncomingMessage, response: ServerResponse, status: number, json: string): void {
    if (response.destroyed) return;
    // The rest of a body that was refused is thrown away, so that the answer is read before the connection ends.
    const connection = request.complete ? this.#connection() : { Connection: 'close' };
    response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(json), ...connection });
    response.end(json);
    request.resume();
  }

  /** A process that ends keeps no connection open. */
  #connection(): { Connection?: 'close' } {
    return this.#server.listening ? {} : { Connection: 'close' };
  }
}

/** Nobody who has a ticket sees this, unless it has expired. */
function refuse(response: ServerResponse): void {
  response.writeHead(404, { Connection: 'close' });
  response.end();
}
