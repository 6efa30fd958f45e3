import { readFileSync } from 'node:fs';
import type { AnyAdminOperation } from '@parlance/admin-operations';
import { parseNatsUrl } from '@parlance/bus';
import { ADMINISTRATOR_USER } from '@parlance/contracts';
import {
  connect,
  createInbox,
  headers,
  NoRespondersError,
  RequestError,
  TimeoutError,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
} from '@nats-io/transport-node';
import { InterruptedError, RefusedError, UnreachableError } from './exit-codes.ts';
import type { AdminTransport, CallOptions } from './transport.ts';

const CONNECT_MS = 5_000;
/** A row of replies that gives no sign of life for so long has lost its service: it beats every five seconds. */
const SILENCE_MS_MAX = 20_000;
const END_FIELD = 'Parlance-End';
const BEAT_FIELD = 'Parlance-Beat';
const ERROR_FIELD = 'Nats-Service-Error';
const ERROR_CODE_FIELD = 'Nats-Service-Error-Code';

export interface NatsAccess {
  /** `nats://user:password@host:4222`, or `tls://…`. */
  readonly url: string;
  /** Of the deployment. */
  readonly prefix: string;
  readonly token: string;
  /** Paths of PEM files. */
  readonly tls?: { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string };
}

/** @throws UnreachableError where no server answers or it refuses the credentials; the message names none */
export async function connectByNats({ url, prefix, token, tls }: NatsAccess): Promise<AdminTransport> {
  const address = addressOf(url);
  // The place that the user may hear: replies to anybody else are not theirs.
  const inboxPrefix = `${prefix}.inbox.${address.user ?? ADMINISTRATOR_USER}`;
  try {
    const nats = await connect({
      ...address,
      ...(tls === undefined ? {} : { tls }),
      name: 'parlance-cli',
      inboxPrefix,
      timeout: CONNECT_MS,
      maxReconnectAttempts: 3,
    });
    return new NatsTransport(nats, { prefix, token }, { inboxPrefix });
  } catch (error) {
    const reason = error instanceof Error && /auth/i.test(error.name + error.message) ? 'refuses the user' : 'does not answer';
    throw new UnreachableError(`The NATS server at ${address.servers.join(', ')} ${reason}.`, { cause: error });
  }
}

function addressOf(url: string) {
  try {
    return parseNatsUrl(url);
  } catch (error) {
    throw new UnreachableError(error instanceof Error ? error.message : 'The address is none.', { cause: error });
  }
}

/** The door on NATS: `<prefix>.admin.<area>.<operation>`, JSON both ways. */
export class NatsTransport implements AdminTransport {
  readonly #nats: NatsConnection;
  readonly #prefix: string;
  readonly #token: string;
  readonly #inboxPrefix: string;
  readonly #keepsOpen: boolean;

  /** @param keepsOpen the connection belongs to somebody else, who closes it */
  constructor(
    nats: NatsConnection,
    { prefix, token }: Pick<NatsAccess, 'prefix' | 'token'>,
    { inboxPrefix, keepsOpen = false }: { readonly inboxPrefix: string; readonly keepsOpen?: boolean },
  ) {
    this.#nats = nats;
    this.#prefix = prefix;
    this.#token = token;
    this.#inboxPrefix = inboxPrefix;
    this.#keepsOpen = keepsOpen;
  }

  async call(operation: AnyAdminOperation, request: object, options: CallOptions): Promise<unknown> {
    const { timeoutMs, requestId } = options;
    try {
      const answer = this.#nats.request(this.#subjectOf(operation), JSON.stringify(request), {
        headers: this.#headersOf(options),
        timeout: timeoutMs,
      });
      return valueOf(await untilInterrupted(answer, options), requestId);
    } catch (error) {
      throw toldOf(error, requestId);
    }
  }

  async *follow(operation: AnyAdminOperation, request: object, options: CallOptions): AsyncIterable<unknown> {
    const inbox = createInbox(this.#inboxPrefix);
    const subscription = this.#nats.subscribe(inbox);
    const stop = () => subscription.unsubscribe();
    options.signal.addEventListener('abort', stop, { once: true });
    const silence = setTimeout(stop, SILENCE_MS_MAX);
    try {
      this.#nats.publish(this.#subjectOf(operation), JSON.stringify(request), { headers: this.#headersOf(options), reply: inbox });
      for await (const message of subscription) {
        silence.refresh();
        if (message.headers?.code === 503) throw new UnreachableError('No service administers this deployment.');
        if (message.headers?.has(END_FIELD) === true) return;
        if (message.headers?.has(BEAT_FIELD) !== true) yield valueOf(message, options.requestId);
      }
      if (!options.signal.aborted) throw new UnreachableError('The row of answers broke off.');
    } finally {
      clearTimeout(silence);
      options.signal.removeEventListener('abort', stop);
      stop();
    }
  }

  async close(): Promise<void> {
    if (!this.#keepsOpen) await this.#nats.close();
  }

  #subjectOf({ area, name }: AnyAdminOperation): string {
    return `${this.#prefix}.admin.${area}.${name}`;
  }

  #headersOf({ requestId, timeoutMs }: CallOptions): MsgHdrs {
    const fields = headers();
    fields.set('Authorization', `Bearer ${this.#token}`);
    fields.set('Request-Id', requestId);
    fields.set('Timeout-Ms', String(timeoutMs));
    return fields;
  }
}

/** @throws RefusedError for an answer that is an error */
function valueOf(message: Msg, requestId: string): unknown {
  const code = message.headers?.get(ERROR_CODE_FIELD) ?? '';
  if (code !== '') throw new RefusedError(message.headers?.get(ERROR_FIELD) ?? 'The request was refused.', Number(code), requestId);
  return message.json();
}

function toldOf(error: unknown, requestId: string): unknown {
  const cause = error instanceof RequestError ? (error.cause ?? error) : error;
  if (cause instanceof NoRespondersError || (error instanceof RequestError && error.isNoResponders())) {
    return new UnreachableError('No service administers this deployment, or the prefix is another one.', { cause: error });
  }
  if (cause instanceof TimeoutError || error instanceof TimeoutError) {
    return new UnreachableError(`There was no answer in time; the outcome is unknown (request ${requestId}).`, { cause: error });
  }
  if (error instanceof RefusedError || error instanceof InterruptedError) return error;
  return new UnreachableError('The connection to NATS is lost.', { cause: error });
}

/** @throws InterruptedError at Ctrl-C */
async function untilInterrupted<Value>(work: Promise<Value>, { signal, requestId }: CallOptions): Promise<Value> {
  const interruption = Promise.withResolvers<never>();
  const interrupt = () => interruption.reject(new InterruptedError(`Interrupted; the outcome is unknown (request ${requestId}).`));
  if (signal.aborted) interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await Promise.race([work, interruption.promise]);
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

/** Text of a file with a secret, without the end of its line. @throws Error naming the file */
export function secretIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UnreachableError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}).`, { cause: error });
  }
}
