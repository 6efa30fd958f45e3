import { Logger } from '@nestjs/common';
import {
  DeliverPolicy,
  DiscardPolicy,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type ConsumerMessages,
  type JetStreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { journalsOf, journalStream } from '@parlance/contracts';
import { isJournalEntry } from './journal-seal.ts';
import type { Link } from './link.ts';

/** How the stream of a service's journals is kept. */
export interface JournalOptions {
  /** Most bytes stored. When they are reached, appending fails with ServiceUnavailable: nothing that was accepted is dropped. */
  readonly bytesMax: number;
  /** Entries older than this are removed, read or not, in milliseconds. */
  readonly ageMsMax: number;
  /** Copies in a NATS cluster. */
  readonly replicas: number;
}

/** One entry, in the order of the numbers. */
export interface JournalEntry {
  /** Grows by the entry; the numbers of all journals of a service are one sequence. */
  readonly number: number;
  /** `journal.<service>.<facts>` */
  readonly journal: string;
  readonly body: Uint8Array;
  /** Entries that are stored behind this one. */
  readonly behind: number;
}

export interface JournalState {
  /** Stored now. */
  readonly bytes: number;
  /** Number of the last entry there ever was; 0 when there was none. */
  readonly last: number;
  /** When the stream was made: numbers of another one mean other entries. */
  readonly created: string;
}

const NANOSECONDS = 1_000_000;
/** Entries that the server sends ahead. */
const AHEAD = 500;

/** The journals of one service, for that service. */
export class JournalReader {
  readonly #link: Link;
  readonly #nats: NatsConnection;
  readonly #service: string;
  readonly #options: JournalOptions;
  readonly #logger = new Logger('Bus');
  #manager: JetStreamManager | undefined;

  constructor(link: Link, service: string, options: JournalOptions) {
    this.#link = link;
    this.#nats = link.nats.connection;
    this.#service = service;
    this.#options = options;
  }

  /** Makes the stream, or gives an existing one the options. @throws Error when the server does not answer or refuses */
  async open(): Promise<void> {
    this.#manager ??= await jetstreamManager(this.#nats, { checkAPI: false });
    const { bytesMax, ageMsMax, replicas } = this.#options;
    const config = {
      name: this.#stream,
      subjects: [this.#link.subjectOf(journalsOf(this.#service))],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.New,
      max_bytes: bytesMax,
      max_age: ageMsMax * NANOSECONDS,
      num_replicas: replicas,
    };
    try {
      await this.#manager.streams.update(this.#stream, config);
    } catch {
      await this.#manager.streams.add(config);
    }
  }

  /**
   * The entries behind number `after`, from the first that is still stored, and those to come. Ends with `signal`, or when the consumer is
   * lost: read again then. An entry without a seal of the deployment is left out.
   */
  async *read(after: number, signal: AbortSignal): AsyncGenerator<JournalEntry> {
    const consumer = await jetstream(this.#nats).consumers.get(this.#stream, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: after + 1,
    });
    const messages: ConsumerMessages = await consumer.consume({ max_messages: AHEAD });
    const stop = () => messages.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      if (signal.aborted) return;
      for await (const message of messages) {
        const entry = this.#entryOf(message);
        if (entry !== undefined) yield entry;
      }
    } finally {
      signal.removeEventListener('abort', stop);
      messages.stop();
    }
  }

  async state(): Promise<JournalState> {
    const { state, created } = await this.#managerOrThrow().streams.info(this.#stream);
    return { bytes: state.bytes, last: state.last_seq, created: String(created) };
  }

  /** When the entry `number` was stored, or the first one behind it that still is; undefined where there is none. */
  async storedAt(number: number): Promise<Date | undefined> {
    const { streams } = this.#managerOrThrow();
    const { state } = await streams.info(this.#stream);
    const entry = await streams.getMessage(this.#stream, { seq: Math.max(number, state.first_seq) });
    return entry?.time;
  }

  /** Removes the entries up to `number`, to make room. */
  async forget(number: number): Promise<void> {
    await this.#managerOrThrow().streams.purge(this.#stream, { seq: number + 1 });
  }

  get #stream(): string {
    return journalStream(this.#link.subjectOf('').slice(0, -1), this.#service);
  }

  #managerOrThrow(): JetStreamManager {
    if (this.#manager === undefined) throw new Error('The journal is not open.');
    return this.#manager;
  }

  #entryOf(message: JsMsg): JournalEntry | undefined {
    const { subject, headers, data, seq, info } = message;
    if (!isJournalEntry(this.#link, { subject, headers, data })) {
      this.#logger.warn(`Entry ${seq} of the journals of ${this.#service} has no seal of this deployment, and is left out.`);
      return undefined;
    }
    return { number: seq, journal: subject.slice(this.#link.subjectOf('').length), body: data, behind: info.pending };
  }
}
