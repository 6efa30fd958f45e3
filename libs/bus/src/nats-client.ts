import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { connect, type Msg, type NatsConnection, type Status, type Subscription } from '@nats-io/transport-node';
import { busMetrics } from './metrics.ts';
import { accessOptions, type NatsAccess } from './nats-access.ts';
import { parseNatsUrl } from './nats-url.ts';
import { Outbox, type Outgoing } from './outbox.ts';
import { headersOf } from './wire/fields.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const RECONNECT_WAIT_MS = 250;
const RECONNECT_JITTER_MS = 250; // spreads a fleet that lost its server at the same moment
const PING_INTERVAL_MS = 10_000; // with two unanswered pings, a dead network is noticed within half a minute
const BRIEF_FLUSH_MS = 2_000; // a server that answers no more shall not keep a process from ending
/** The limit of servers that say nothing else. */
const PAYLOAD_BYTES_DEFAULT = 1_048_576;

/**
 * This process's connection to NATS: never gives up reconnecting, and never keeps a message for later.
 */
export class NatsClient {
  /** The user of the connection; undefined where the server asks for none. */
  readonly user: string | undefined;
  readonly #nats: NatsConnection;
  readonly #logger = new Logger('Bus');
  readonly #onReconnect = new Set<() => void>();
  readonly #outbox = new Outbox((message) => this.#write(message));
  #connected = true;

  private constructor(nats: NatsConnection, user: string | undefined) {
    this.#nats = nats;
    this.user = user;
    void this.#watch();
  }

  /**
   * @param inboxOf where replies to the client library's own requests arrive, by the user of the connection: the place that it may hear
   * @throws Error when no server answers within five seconds or it refuses us; the message names no credentials
   */
  static async connect(
    servers: string,
    name: string,
    inboxOf?: (user: string | undefined) => string,
    access: NatsAccess = {},
  ): Promise<NatsClient> {
    const address = parseNatsUrl(servers);
    const user = address.user ?? access.user;
    const nats = await connect({
      ...address,
      ...accessOptions(access),
      name,
      ...(inboxOf === undefined ? {} : { inboxPrefix: inboxOf(user) }),
      timeout: CONNECT_TIMEOUT_MS,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_WAIT_MS,
      reconnectJitter: RECONNECT_JITTER_MS,
      reconnectJitterTLS: RECONNECT_JITTER_MS,
      pingInterval: PING_INTERVAL_MS,
      ignoreAuthErrorAbort: true, // credentials being rotated are no reason to die
      noAsyncTraces: true, // a stack per request costs more than the request
    });
    return new NatsClient(nats, user);
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** For the journals, whose protocol is the client library's. */
  get connection(): NatsConnection {
    return this.#nats;
  }

  /** Most bytes of header and body together that the server takes in one message. */
  get payloadBytesMax(): number {
    return this.#nats.info?.max_payload ?? PAYLOAD_BYTES_DEFAULT;
  }

  /** The name of the cluster that it is connected to, or of the one server; for people. */
  get server(): string {
    const { cluster, server_name: name } = this.#nats.info ?? {};
    return cluster ? `cluster ${cluster}` : `server ${name ?? 'without a name'}`;
  }

  send(message: Outgoing): void {
    this.#outbox.add(message);
  }

  /** Sends at once, and before everything that is done on the connection from here on. */
  sendNow(message: Outgoing): void {
    this.#outbox.add(message);
    this.#outbox.writeAll();
  }

  subscribe(subject: string, queue: string | undefined, receive: (message: Msg) => void): Subscription {
    return this.#nats.subscribe(subject, {
      queue,
      callback: (error, message) => {
        if (error !== null) this.#logger.error(`The subscription to ${subject} ended: ${error.message}`);
        else this.#deliver(message, receive);
      },
    });
  }

  /** Resolves when the server has processed everything sent so far. */
  async flush(): Promise<void> {
    this.#outbox.writeAll();
    await this.#nats.flush();
  }

  /** Sees the sent messages off, on the way out: gives up soon, and when the connection is lost. */
  async flushBriefly(): Promise<void> {
    if (this.#connected) await Promise.race([this.flush().catch(() => undefined), delay(BRIEF_FLUSH_MS, undefined, { ref: false })]);
  }

  onReconnect(handler: () => void): () => void {
    this.#onReconnect.add(handler);
    return () => this.#onReconnect.delete(handler);
  }

  async close(): Promise<void> {
    await this.flushBriefly();
    this.#connected = false;
    await this.#nats.close();
  }

  /** The client library stops reading for good when a callback throws. */
  #deliver(message: Msg, receive: (message: Msg) => void): void {
    try {
      receive(message);
    } catch (error) {
      this.#logger.error(new Error('A message could not be taken.', { cause: error }));
    }
  }

  #write({ subject, body, fields, reply, unsent }: Outgoing): void {
    if (!this.#connected) {
      unsent?.();
      return;
    }
    try {
      this.#nats.publish(subject, body, { headers: fields && headersOf(fields), reply });
    } catch (error) {
      this.#logger.error(`A message to ${subject} could not be sent: ${String(error)}`);
      unsent?.();
    }
  }

  async #watch(): Promise<void> {
    for await (const status of this.#nats.status()) this.#note(status);
  }

  #note(status: Status): void {
    switch (status.type) {
      case 'disconnect':
        this.#connected = false;
        this.#logger.warn('Disconnected from NATS.');
        break;
      case 'reconnect':
        this.#connected = true;
        this.#logger.log('Reconnected to NATS.');
        busMetrics.reconnected();
        this.#tellReconnected();
        break;
      case 'error':
        this.#logger.error(`NATS reports: ${status.error.message}`);
        break;
      case 'close':
        this.#connected = false;
        break;
      default: // pings, cluster updates and the like need nothing from us
    }
  }

  #tellReconnected(): void {
    for (const handler of this.#onReconnect) {
      try {
        handler();
      } catch (error) {
        this.#logger.error(new Error('A reconnect handler failed.', { cause: error }));
      }
    }
  }
}
