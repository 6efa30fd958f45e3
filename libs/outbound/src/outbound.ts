import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { BlockList, Socket } from 'node:net';
import { openSocket, type OutboundPlace } from './connect.ts';
import { AddressRules, lookupOf, resolveBySystem, type Resolve } from './connect-rules.ts';
import { OutboundError } from './outbound-error.ts';
import { listOf } from './public-addresses.ts';

/** Longest wait for a complete answer, redirects included. */
export const OUTBOUND_TIMEOUT_MS = 5_000;
/** Largest answer, in bytes: key sets and profiles have a few thousand. */
export const OUTBOUND_BYTES_MAX = 1 << 20;
const REDIRECTS_MAX = 3;
const SOCKETS_PER_HOST_MAX = 32;
const IDLE_SOCKETS_PER_HOST_MAX = 4;

export interface OutboundOptions {
  /** Addresses and ranges that may be called although they are not public, and by plain http. An operator's decision, never an app's. */
  readonly allowedAddresses?: readonly string[];
  /** The same as an app says it: of `allowedAddresses` only those in this list count. All of them when left out. */
  readonly allowedByApp?: readonly string[];
  /** Lets public addresses be called by plain http. */
  readonly plainHttp?: boolean;
  /** Certificates to trust instead of the usual ones, PEM. */
  readonly ca?: string;
  /** Connections that one host gets at most, 32 when left out; further requests wait for a free one. */
  readonly socketsPerHostMax?: number;
  /** Resolution of names; the system's when left out. */
  readonly resolve?: Resolve;
}

export interface OutboundRequest {
  readonly method?: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly timeoutMs?: number;
  /** Ends the request early, as if the time were over. */
  readonly signal?: AbortSignal;
  readonly bytesMax?: number;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/**
 * The one way out: every HTTP request and every connection to a place that an app or its settings name.
 *
 * Addresses are checked when they are connected to. Nothing ambient is sent: no cookies, no proxy, no credentials but those given.
 * GET follows up to three redirects, each checked like the first address; given headers go no further than their origin.
 */
export class Outbound {
  readonly #rules: AddressRules;
  readonly #resolve: Resolve;
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;

  constructor(options: OutboundOptions = {}) {
    const rules = new AddressRules(listsOf(options), options.plainHttp ?? false);
    const resolve = options.resolve ?? resolveBySystem;
    const poolFor = (protocol: string) => ({
      keepAlive: true,
      maxSockets: options.socketsPerHostMax ?? SOCKETS_PER_HOST_MAX,
      maxFreeSockets: options.socketsPerHostMax ?? IDLE_SOCKETS_PER_HOST_MAX,
      lookup: lookupOf((address) => rules.mayCall(protocol, address), resolve),
    });
    this.#rules = rules;
    this.#resolve = resolve;
    this.#http = new HttpAgent(poolFor('http:'));
    this.#https = new HttpsAgent({ ...poolFor('https:'), ca: options.ca });
  }

  /** @throws OutboundError when there is no answer; never for an answer's status */
  async request(asked: OutboundRequest): Promise<OutboundAnswer> {
    const timeout = AbortSignal.timeout(asked.timeoutMs ?? OUTBOUND_TIMEOUT_MS);
    const signal = asked.signal === undefined ? timeout : AbortSignal.any([timeout, asked.signal]);
    const first = parseUrl(asked.url);
    let url = first;
    for (let redirects = 0; ; redirects++) {
      this.#rules.check(url);
      const headers = url.origin === first.origin ? asked.headers : undefined;
      const answer = await this.#exchange(url, { ...asked, headers }, signal);
      const location = isRedirect(answer.status) ? answer.headers['location'] : undefined;
      if (typeof location !== 'string' || asked.method === 'POST') return answer;
      if (redirects === REDIRECTS_MAX) throw new OutboundError('refused', 'The address redirects too often.');
      url = parseUrl(location, url);
    }
  }

  /**
   * Opens a TCP connection for a protocol that is not HTTP, such as that of mail servers. The caller ends it.
   *
   * @throws OutboundError refused, unreachable, late
   */
  async connect(place: OutboundPlace): Promise<Socket> {
    this.#rules.checkHost(place.host);
    return openSocket(place, this.#rules.lookup(this.#resolve));
  }

  /** Ends idle connections. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #exchange(url: URL, asked: OutboundRequest, signal: AbortSignal): Promise<OutboundAnswer> {
    const secure = url.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const options = { method: asked.method ?? 'GET', headers: headersOf(asked), signal };
      let sent = false;
      const fail = (error: unknown) => reject(failureOf(error, signal, sent));
      const answered = (message: IncomingMessage) => void collect(message, asked.bytesMax ?? OUTBOUND_BYTES_MAX).then(resolve, fail);
      const request = secure
        ? httpsRequest(url, { ...options, agent: this.#https }, answered)
        : httpRequest(url, { ...options, agent: this.#http }, answered);
      request.on('error', fail);
      request.on('socket', (socket) => {
        if (request.reusedSocket) sent = true;
        else socket.once(secure ? 'secureConnect' : 'connect', () => (sent = true));
      });
      request.end(asked.body);
    });
  }
}

function listsOf({ allowedAddresses = [], allowedByApp }: OutboundOptions): readonly BlockList[] {
  const operators = listOf(allowedAddresses);
  return allowedByApp === undefined ? [operators] : [operators, listOf(allowedByApp)];
}

function headersOf(asked: OutboundRequest): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'parlance', ...asked.headers };
  if (asked.body !== undefined) headers['content-length'] = String(Buffer.byteLength(asked.body));
  return headers;
}

async function collect(message: IncomingMessage, bytesMax: number): Promise<OutboundAnswer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > bytesMax) throw new OutboundError('too-large', `The answer has more than ${bytesMax} bytes.`, { sent: true }); // ends the stream too
    chunks.push(chunk);
  }
  return { status: message.statusCode ?? 0, headers: message.headers, body: Buffer.concat(chunks) };
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

function parseUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url === null) throw new OutboundError('refused', 'The address is no URL.');
  return url;
}

function failureOf(error: unknown, signal: AbortSignal, sent: boolean): OutboundError {
  if (error instanceof OutboundError) return error;
  if (signal.aborted) return new OutboundError('late', 'There was no complete answer in time.', { cause: error, sent });
  return new OutboundError('unreachable', 'There was no answer.', { cause: error, sent });
}
