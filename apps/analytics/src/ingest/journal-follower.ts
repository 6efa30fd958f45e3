import { setTimeout as sleep } from 'node:timers/promises';
import type { JournalEntry, JournalReader } from '@parlance/bus';
import type { Backlog, HeldLease } from '@parlance/service';
import type { Logger } from '@parlance/telemetry';
import type { Entry } from './ingest.ts';
import type { PositionStore } from './position.store.ts';

/** The writer shows itself so often while nothing arrives. */
const SIGN_OF_LIFE_MS = 1_000;
/** Entries of so long are stored together, unless there are enough before: storing costs by the document, whatever it counts. */
const GATHERING_MS = 300;
const BATCH_BYTES = 1_500_000;
/** Bytes in memory that wait to be stored; the rest waits in the stream. */
const AHEAD_BYTES_MAX = 8_000_000;
/** After a fault, and while another process is the writer. */
const AGAIN_MS = 500;
/** Entries that are dealt with stay for consumers of others, until the stream has filled to this part of its room. */
const ROOM_USED_MAX = 0.5;
const COMPLAINS_EVERY_MS = 60_000;
const CHECKS_ROOM_EVERY_MS = 5_000;

export interface FollowerParts {
  readonly journal: JournalReader;
  readonly position: PositionStore;
  /** Stores the effects of entries; may be called again with the same ones. */
  readonly store: (entries: readonly Entry[]) => Promise<void>;
  /** Called before entries are read again from the stored position. */
  readonly forget: () => void;
  /** Called after entries were stored, and about once a second besides, in the process that deals with the journal. */
  readonly stored: () => void;
  /** Of the journal. */
  readonly bytesMax: number;
  readonly logger: Logger;
}

/** Deals with the journal, from the stored position on, as long as this process is the one that does. */
export class JournalFollower {
  readonly #parts: FollowerParts;
  readonly #ending = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #checkedRoomAt = 0;
  #complainedAt = 0;

  constructor(parts: FollowerParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Entries that have arrived in memory are stored; others wait for the next start. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#running;
  }

  /** The process that deals with the journal now, if one does. */
  writer(): Promise<HeldLease | undefined> {
    return this.#parts.position.held();
  }

  /** Entries that are not dealt with yet, and for how long the first of them has been waiting. @throws Error while the journal is not to be had */
  async lag(): Promise<Omit<Backlog, 'name'>> {
    const { journal, position } = this.#parts;
    const state = await journal.state();
    const dealtWith = await position.dealtWith(state);
    const waiting = Math.max(0, state.last - dealtWith);
    const since = waiting === 0 ? undefined : await journal.storedAt(dealtWith + 1);
    return { waiting, oldestSeconds: since === undefined ? (waiting === 0 ? 0 : null) : Math.max(0, Date.now() - since.getTime()) / 1_000 };
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      try {
        await this.#follow();
      } catch (error) {
        if (!signal.aborted) this.#complain(error);
      }
      await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined); // ended
    }
  }

  /** An outage is tried again twice a second, and told once a minute. */
  #complain(error: unknown): void {
    if (Date.now() - this.#complainedAt < COMPLAINS_EVERY_MS) return;
    this.#complainedAt = Date.now();
    this.#parts.logger.warn({ err: error }, 'Events could not be stored, and will be read again.');
  }

  async #follow(): Promise<void> {
    const { journal, position: positions, forget } = this.#parts;
    await journal.open();
    const state = await journal.state();
    const position = await positions.take(state);
    if (position === undefined) return;
    forget();
    const following = new AbortController();
    const end = () => following.abort();
    this.#ending.signal.addEventListener('abort', end, { once: true });
    const arrivals = new Arrivals(journal.read(position.number - position.offset, following.signal), position.offset);
    try {
      await this.#storeAll(arrivals, position.number, state.created);
    } finally {
      this.#ending.signal.removeEventListener('abort', end);
      following.abort();
      arrivals.end();
    }
    if (this.#ending.signal.aborted) await positions.release();
  }

  async #storeAll(arrivals: Arrivals, stored: number, created: string): Promise<void> {
    const { position, store, stored: afterwards } = this.#parts;
    let number = stored;
    while (!this.#ending.signal.aborted) {
      const entries = await arrivals.take(SIGN_OF_LIFE_MS, GATHERING_MS);
      if (entries === undefined) return;
      if (entries.length > 0) {
        await store(entries);
        number = entries.at(-1)!.number;
      }
      await position.advance(number);
      afterwards();
      await this.#makeRoom(number - arrivals.offset, created);
    }
  }

  /**
   * @param dealtWith number in the stream
   * @param created when it was made
   * @throws Error when the stream is gone, or is another one
   */
  async #makeRoom(dealtWith: number, created: string): Promise<void> {
    const { journal, bytesMax } = this.#parts;
    if (Date.now() - this.#checkedRoomAt < CHECKS_ROOM_EVERY_MS) return;
    this.#checkedRoomAt = Date.now();
    const state = await journal.state();
    if (state.created !== created) throw new Error('The stream of the journal was made anew.');
    if (state.bytes > bytesMax * ROOM_USED_MAX) await journal.forget(dealtWith);
  }
}

/** Entries that have arrived, gathered for the next batch. */
class Arrivals {
  readonly offset: number;
  readonly #pump: Promise<void>;
  #entries: Entry[] = [];
  #bytes = 0;
  #isOver = false;
  #fault: unknown;
  #wake: () => void = () => undefined;
  #taken: () => void = () => undefined;

  constructor(entries: AsyncGenerator<JournalEntry>, offset: number) {
    this.offset = offset;
    this.#pump = this.#take(entries);
  }

  /**
   * Waits until there are entries.
   *
   * @param waitMs at most; then it gives none. @param gatherMs how long it goes on to wait for more
   * @returns undefined when no more will come
   */
  async take(waitMs: number, gatherMs: number): Promise<readonly Entry[] | undefined> {
    if (this.#entries.length === 0) await this.#wait(waitMs);
    if (this.#entries.length > 0 && this.#bytes < BATCH_BYTES && !this.#isOver) await sleep(gatherMs);
    if (this.#entries.length === 0 && this.#isOver) {
      await this.#pump;
      if (this.#fault !== undefined) throw this.#fault as Error;
      return undefined;
    }
    const batch = this.#entries.splice(0, this.#countWithin(BATCH_BYTES));
    for (const { body } of batch) this.#bytes -= body.length;
    this.#taken();
    return batch;
  }

  end(): void {
    this.#isOver = true;
    this.#taken();
  }

  async #take(entries: AsyncGenerator<JournalEntry>): Promise<void> {
    try {
      for await (const { number, journal, body } of entries) {
        // The bytes belong to the client library, which may use their buffer again.
        this.#entries.push({ number: number + this.offset, journal, body });
        this.#bytes += body.length;
        this.#wake();
        if (this.#bytes > AHEAD_BYTES_MAX && !this.#isOver) await new Promise<void>((resolve) => (this.#taken = resolve));
        if (this.#isOver) break;
      }
    } catch (error) {
      this.#fault = error;
    } finally {
      this.#isOver = true;
      this.#wake();
    }
  }

  /** The number of entries that a batch of about so many bytes has: a backlog is worked off in steps, each of which is noted. */
  #countWithin(bytesMax: number): number {
    let bytes = 0;
    const last = this.#entries.findIndex(({ body }) => (bytes += body.length) >= bytesMax);
    return last === -1 ? this.#entries.length : last + 1;
  }

  async #wait(waitMs: number): Promise<void> {
    if (this.#isOver) return;
    const waiting = new AbortController();
    const arrived = new Promise<void>((resolve) => (this.#wake = resolve));
    await Promise.race([arrived, sleep(waitMs, undefined, { signal: waiting.signal }).catch(() => undefined)]); // ended below
    waiting.abort();
  }
}
