import { readFileSync } from 'node:fs';
import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as SecureAgent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Gatherer } from '@parlance/cache';
import type { TransferTicket } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { freed } from './dead-buffers.ts';
import { decodeFault, expired } from './fault.ts';
import type { FileBytes, Offers } from './offers.ts';
import { splitParts } from './parts.ts';
import { SMALL_BYTES, wholeBody } from './small-bytes.ts';

/** Shorter than the server's, so that no request goes into a connection that is being closed. */
const KEEP_ALIVE_MS = 20_000;
const CONNECT_MS = 3_000;
const KEPT = { keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS, timeout: KEEP_ALIVE_MS * 4, scheduling: 'lifo' } as const;
/** Codes of connections that were not made, so that no byte was handed over: nobody listens, or nobody who is trusted. */
const NOT_MADE = /^(?:ECONNREFUSED|EHOSTUNREACH|ENOTFOUND|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|EPROTO)/;

/** How a client trusts servers whose addresses begin with https. */
export interface TransferTrust {
  /** Certificates of authorities in PEM form, instead of the usual ones. */
  readonly caFile?: string;
  /** The name in the servers' certificates, where it is not the host of their addresses. */
  readonly name?: string;
}

/** The side that has a ticket. Bytes of a service in this very process do not leave it. */
export class TransferClient {
  readonly #offers: Offers;
  readonly #agent = new Agent(KEPT);
  readonly #secureAgent: SecureAgent;

  readonly #small = new Gatherer<string, () => Buffer>((address, tickets) => this.#fetchSmall(address, tickets));

  constructor(offers: Offers, { caFile, name }: TransferTrust = {}) {
    this.#offers = offers;
    const ca = caFile === undefined ? undefined : readFileSync(caFile);
    this.#secureAgent = new SecureAgent({ ...KEPT, ca, ...(name === undefined ? {} : { servername: name }) });
  }

  /**
   * Hands over the bytes of one file.
   *
   * @param bytes a stream ends with this call
   * @param length of a stream in bytes, where it is known
   * @returns the answer, as JSON
   * @throws ParseError as the other side says; ServiceUnavailable when it cannot be reached; RequestTimeout when it breaks off, with
   * an unknown outcome; the error of the stream when that fails, which leaves nothing behind
   */
  async upload(ticket: TransferTicket, bytes: FileBytes, length?: number): Promise<unknown> {
    const source = bytes instanceof Readable ? freed(bytes) : undefined;
    try {
      const here = this.#offers.take('upload', ticket.ticket);
      if (here !== undefined) return await here.take(bytes);
      return JSON.parse((await this.#send(ticket, bytes, length)).toString()) as unknown;
    } catch (error) {
      // A connection that ends behind the answer fails the source, too: that is no fault of the source.
      if (source?.errored instanceof ParseError) throw source.errored;
      throw error;
    } finally {
      source?.destroy(); // an answer may come before the end of the body, which then need not be sent
    }
  }

  /** @returns the answer's body */
  async #send({ address, ticket }: TransferTicket, bytes: FileBytes, length: number | undefined): Promise<Buffer> {
    const size = bytes instanceof Readable ? length : bytes.length;
    const headers = size === undefined ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': size };
    const request = this.#request(`${address}/${ticket}`, { method: 'PUT', headers });
    const answered = answerTo(request);
    if (bytes instanceof Readable)
      pipeline(bytes, request).catch(() => undefined); // told by the answer, or by the source
    else request.end(bytes);
    return bodyOf(await answered);
  }

  /**
   * Fetches the bytes of one file, at once where they are few. Small files whose tickets come in one turn of the event loop share a request.
   *
   * @param length undefined where nobody knows it before: then the bytes are a stream
   * @throws ParseError as the other side says; ServiceUnavailable
   */
  async download({ address, ticket }: TransferTicket, length: number | undefined): Promise<FileBytes> {
    const here = this.#offers.take('download', ticket);
    if (here !== undefined) return freed(await here.open());
    if (length !== undefined && length <= SMALL_BYTES) return (await this.#small.add(address, ticket))();
    const answer = await this.#get(address, ticket);
    return answer.statusCode === 200 ? freed(answer) : bodyOf(answer);
  }

  /** @returns for each, in order, a function that gives its bytes or throws why there are none */
  async #fetchSmall(address: string, tickets: readonly string[]): Promise<readonly (() => Buffer)[]> {
    const body = await bodyOf(await this.#get(address, tickets.join(',')));
    if (tickets.length === 1) return [() => body];
    const parts = splitParts(body);
    return tickets.map((_, at) => () => {
      const part = parts[at] ?? expired();
      if (part instanceof ParseError) throw part;
      return part;
    });
  }

  #get(address: string, tickets: string): Promise<IncomingMessage> {
    const request = this.#request(`${address}/${tickets}`, {});
    request.end();
    return answerTo(request);
  }

  #request(url: string, options: RequestOptions): ClientRequest {
    if (url.startsWith('https:')) return httpsRequest(url, { ...options, agent: this.#secureAgent });
    return httpRequest(url, { ...options, agent: this.#agent });
  }

  close(): void {
    this.#agent.destroy();
    this.#secureAgent.destroy();
  }
}

/** @throws ParseError ServiceUnavailable, RequestTimeout */
async function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  try {
    return await new Promise((resolve, reject) => {
      // Most requests go over a connection that is there, and need no timer.
      request.once('socket', (socket) => {
        if (!socket.connecting) return;
        const timer = setTimeout(() => request.destroy(new Error('The other side cannot be reached.')), CONNECT_MS);
        socket.once('connect', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
      });
      request.once('response', resolve).once('error', reject);
    });
  } catch (error) {
    throw unreachable(error);
  }
}

/** @throws ParseError as the other side says; RequestTimeout */
async function bodyOf(answer: IncomingMessage): Promise<Buffer> {
  const body = await wholeBody(answer).catch((error: unknown) => {
    throw unreachable(error);
  });
  if (answer.statusCode === 200) return body;
  throw answer.statusCode === 404 ? expired() : decodeFault(body.toString());
}

function unreachable(error: unknown): ParseError {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && NOT_MADE.test(code)) {
    return new ParseError('ServiceUnavailable', 'The service files is not available.', { cause: error });
  }
  return new ParseError('RequestTimeout', 'The file was on its way when the service files broke off.', { cause: error });
}
