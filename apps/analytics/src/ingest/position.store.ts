import type { JournalState } from '@parlance/bus';
import { MongoServerError, readFrom, writeTo } from '@parlance/mongo';
import type { HeldLease } from '@parlance/service';
import type { MongoAnalyticsDatabase } from '../database/mongo-analytics-database.ts';
import type { StateDocument } from '../database/documents.ts';
import { OvertakenError } from './rollup.store.ts';

/** How long the writer is believed to live after it has shown itself: another process waits so long when it was killed. */
const LEASE_MS = 4_000;
const POSITION = 'position';
const DUPLICATE_KEY = 11_000;

/** Where the writer goes on. */
export interface Position {
  /** Of the last entry whose effects are all stored, counted over all streams. */
  readonly number: number;
  /** Added to a number of the present stream. */
  readonly offset: number;
}

/** How far the journal has been dealt with. Also says which of several processes does so: counts have one writer. */
export class PositionStore {
  readonly #database: MongoAnalyticsDatabase;
  readonly #holder: string;

  /** @param holder id of this process on the bus */
  constructor(database: MongoAnalyticsDatabase, holder: string) {
    this.#database = database;
    this.#holder = holder;
  }

  /** The process that is the writer now, if one is. */
  async held(): Promise<HeldLease | undefined> {
    const { holder, since, until = 0 } = (await this.#stored()) ?? {};
    if (holder === undefined || until < Date.now()) return undefined;
    return { holder, since: since === undefined ? undefined : new Date(since), until: new Date(until) };
  }

  /** The number in this stream of the last entry that is dealt with; 0 for a stream of which nothing is. */
  async dealtWith({ created, last }: JournalState): Promise<number> {
    const stored = await this.#stored();
    if (stored === null) return 0;
    const { number, offset } = positionIn(stored, created, last);
    return number - offset;
  }

  /** @returns undefined while another process is the writer */
  async take({ created, last }: JournalState): Promise<Position | undefined> {
    const { state } = await this.#database.open();
    const before = await this.#stored();
    const [holder, until, now] = [this.#holder, Date.now() + LEASE_MS, Date.now()];
    const since = before?.holder === holder ? (before.since ?? now) : now;
    const position = positionIn(before ?? { number: 0, offset: 0, created }, created, last);
    const isTaken = await writeTo(state, 'update', async () => {
      try {
        const filter = { _id: POSITION, $or: [{ until: { $lt: now } }, { holder }], ...(before === null ? {} : { number: before.number }) };
        const update = { $set: { holder, since, until, created, ...position } };
        return (await state.updateOne(filter, update, { upsert: before === null })).acknowledged
          ? (await state.findOne({ _id: POSITION }))?.holder === holder
          : false;
      } catch (error) {
        if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
        throw error;
      }
    });
    return isTaken ? position : undefined;
  }

  /** Notes that all entries up to `number` are dealt with, and that the writer lives. @throws OvertakenError when it is another one */
  async advance(number: number): Promise<void> {
    const { state } = await this.#database.open();
    const update = { $set: { number, until: Date.now() + LEASE_MS } };
    const { matchedCount } = await writeTo(state, 'update', () => state.updateOne({ _id: POSITION, holder: this.#holder }, update));
    if (matchedCount === 0) throw new OvertakenError('Another process deals with the journal.');
  }

  /** Another process need not wait. */
  async release(): Promise<void> {
    const { state } = await this.#database.open();
    await writeTo(state, 'update', () => state.updateOne({ _id: POSITION, holder: this.#holder }, { $set: { until: 0 } }));
  }

  async #stored(): Promise<StateDocument | null> {
    const { state } = await this.#database.open();
    return readFrom(state, 'find', () => state.findOne({ _id: POSITION }));
  }
}

/** A stream that was made anew counts from 1; documents remember numbers of the one before. */
function positionIn(stored: Position & { readonly created: string }, created: string, last: number): Position {
  const isSame = stored.created === created && stored.number - stored.offset <= last;
  return isSame ? { number: stored.number, offset: stored.offset } : { number: stored.number, offset: stored.number };
}
