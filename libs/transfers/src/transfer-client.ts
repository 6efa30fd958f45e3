import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import type { TransferTicket } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { decodeFault } from './fault.ts';
import type { Offers } from './offers.ts';

/** Shorter than the server's, so that no request goes into a connection that is being closed. */
const KEEP_ALIVE_MS = 20_000;
const CONNECT_MS = 3_000;

/** The side that has a ticket. Bytes of a service in this very process do not leave it. */
export class TransferClient {
  readonly #offers: Offers;
  readonly #agent = new Agent({ keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS, timeout: KEEP_ALIVE_MS * 4, scheduling: 'lifo' });

  constructor(offers: Offers) {
    this.#offers = offers;
  }

  /**
   * Hands over the bytes of one file.
   *
   * @param source ends with this call
   * @param length of the source in bytes, where it is known
   * @returns the answer, as JSON
   * @throws ParseError as the other side says; ServiceUnavailable when it cannot be reached; RequestTimeout when it breaks off, with
   * an unknown outcome; the error of the source when that fails, which leaves nothing behind
   */
  async upload({ address, ticket }: TransferTicket, source: Readable, length: number | undefined): Promise<unknown> {
    const here = this.#offers.take('upload', ticket);
    if (here !== undefined) return here.take(source).finally(() => source.destroy());
    const headers = length === undefined ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': length };
    const request = httpRequest(`${address}/${ticket}`, { method: 'PUT', agent: this.#agent, headers });
    const answered = answerTo(request);
    const sent = pipeline(source, request);
    sent.catch(() => undefined); // told by the answer, or by the source
    try {
      const answer = await answered;
      const body = await text(answer);
      if (answer.statusCode === 200) return JSON.parse(body) as unknown;
      throw answer.statusCode === 404 ? expired() : decodeFault(body);
    } catch (error) {
      // A connection that ends behind the answer fails the source, too: that is no fault of the source.
      if (source.errored instanceof ParseError) throw source.errored;
      throw error instanceof ParseError ? error : unreachable(error);
    } finally {
      source.destroy(); // an answer may come before the end of the body, which then need not be sent
    }
  }

  /**
   * Fetches the bytes of one file.
   *
   * @throws ParseError ServiceUnavailable
   */
  async download({ address, ticket }: TransferTicket): Promise<Readable> {
    const here = this.#offers.take('download', ticket);
    if (here !== undefined) return here.open();
    const request = httpRequest(`${address}/${ticket}`, { agent: this.#agent });
    request.end();
    const answer = await answerTo(request).catch((error: unknown) => {
      throw unreachable(error);
    });
    if (answer.statusCode === 200) return answer;
    answer.destroy();
    throw expired();
  }

  close(): void {
    this.#agent.destroy();
  }
}

function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => request.destroy(new Error('The other side cannot be reached.')), CONNECT_MS);
    request.once('socket', (socket) => {
      if (!socket.connecting) clearTimeout(timer);
      else socket.once('connect', () => clearTimeout(timer));
    });
    request.once('response', resolve);
    request.once('error', reject).once('close', () => {
      clearTimeout(timer);
      reject(new Error('The other side has closed the connection.'));
    });
  });
}

function unreachable(error: unknown): ParseError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENOTFOUND') {
    return new ParseError('ServiceUnavailable', 'The service files is not available.', { cause: error });
  }
  return new ParseError('RequestTimeout', 'The file was on its way when the service files broke off.', { cause: error });
}

function expired(): ParseError {
  return new ParseError('ServiceUnavailable', 'The service files is not available.');
}
