import { BoundedCache } from '@parlance/cache';
import { ParseError } from '@parlance/errors';
import { deserialize, readFrom, type Collection } from '@parlance/mongo';
import type { StoredDocument } from '@parlance/values';
import { Lanes } from './lanes.ts';
import { bulkUpdate } from './mongo-bulk-update.ts';
import { findRaw } from './mongo-read-commands.ts';
import { shownFields, statementsFor, type SharedChange, type StoredById } from './shared-statements.ts';

/** A shareable update (isShareable), and when its caller gives up, in epoch milliseconds. */
export interface WaitingUpdate extends SharedChange {
  readonly collection: Collection<StoredDocument>;
  readonly deadline: number;
}

/** Carries out an update by itself, if its caller still waits. @returns the members to show; undefined when no object matches */
export type UpdateAlone = (update: WaitingUpdate) => Promise<StoredDocument | undefined>;

/** How long a transaction that nobody ends keeps an object locked (transactionLifetimeLimitSeconds). */
const APART_MS = 60_000;
const APART_MAX = 10_000;

/**
 * Carries out the updates of one class that wait at the same time by one command, or by two where answers show numbers: these are read
 * first, and each update happens only if its number is still the one that was read. Whatever could not be done so is done alone, and
 * has then written nothing before. One group at a time, so that updates of one object do not find its number changed by each other.
 *
 * A command that ran into its time limit fails for all its updates, with an outcome that is unknown. Their objects, one of which is
 * likely to be locked, are updated alone for a minute.
 */
export class SharedUpdates {
  readonly #alone: UpdateAlone;
  readonly #lanes = new Lanes((_className, updates: readonly WaitingUpdate[]) => this.#updateGroup(updates));
  readonly #apart = new BoundedCache<string, true>({ max: APART_MAX, ttlMs: APART_MS });

  constructor(alone: UpdateAlone) {
    this.#alone = alone;
  }

  /** @returns the members to show; undefined when no object matches */
  async update(update: WaitingUpdate): Promise<StoredDocument | undefined> {
    if (this.#apart.size > 0 && this.#apart.get(keyOf(update)) === true) return this.#updateAlone(update);
    const outcome = await this.#lanes.add(update.change.schema.className, update);
    return outcome();
  }

  /** @returns for each, in order, a function that gives its result */
  async #updateGroup(updates: readonly WaitingUpdate[]): Promise<readonly (() => Promise<StoredDocument | undefined>)[]> {
    const [first] = updates;
    if (updates.length === 1 && first !== undefined) {
      const document = await this.#updateAlone(first);
      return [() => Promise.resolve(document)];
    }
    const documents = await this.#updateTogether(updates);
    return updates.map((update, at) => () => {
      const document = documents[at];
      return document === undefined ? this.#updateAlone(update) : Promise.resolve(document);
    });
  }

  /** @returns for each, in order, the members to show of one that was carried out */
  async #updateTogether(updates: readonly WaitingUpdate[]): Promise<readonly (StoredDocument | undefined)[]> {
    const now = Date.now();
    const inTime = updates.filter(({ deadline }) => deadline > now); // the others are told by the way of single updates
    const documents = new Map<WaitingUpdate, StoredDocument>();
    const [first] = inTime;
    if (first === undefined) return [];
    // The longest time of the group: callers that have less of it are answered by their own deadline.
    const timeMsMax = inTime.reduce((most, { deadline }) => Math.max(most, deadline - now), 1);
    const planned = statementsFor(inTime, await storedOf(first.collection, inTime, timeMsMax));
    const statements = planned.filter((statement) => statement !== undefined);
    const done = statements.length === 0 ? [] : await this.#watched(inTime, () => bulkUpdate(first.collection, statements, timeMsMax));
    let at = 0;
    inTime.forEach((update, place) => {
      const statement = planned[place];
      if (statement !== undefined && done[at++] === true) documents.set(update, statement.document);
    });
    return updates.map((update) => documents.get(update));
  }

  #updateAlone(update: WaitingUpdate): Promise<StoredDocument | undefined> {
    return this.#watched([update], () => this.#alone(update));
  }

  /** Work on these updates, which are kept apart when the database ends it for its time limit. */
  async #watched<R>(updates: readonly WaitingUpdate[], work: () => Promise<R>): Promise<R> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ParseError && error.kind === 'RequestTimeout' && error.cause !== undefined) {
        for (const update of updates) this.#apart.set(keyOf(update), true);
      }
      throw error;
    }
  }
}

const keyOf = ({ change: { schema, objectId } }: WaitingUpdate): string => `${schema.className} ${objectId}`;

/** The numbers that are counted on from, of the objects that exist. */
async function storedOf(collection: Collection<StoredDocument>, updates: readonly WaitingUpdate[], maxTimeMS: number): Promise<StoredById> {
  const fields = shownFields(updates);
  if (fields.size === 0) return new Map();
  const ids = new Set<string>();
  for (const { change } of updates) if (change.show.length > 0) ids.add(change.objectId);
  const projection = Object.fromEntries([...fields].map((field) => [field, 1]));
  const options = { limit: ids.size, projection, maxTimeMS, readPreference: 'primary' } as const;
  const found = await readFrom(collection, 'find', () => findRaw(collection, { _id: { $in: [...ids] } }, options));
  return new Map(
    found.map((raw) => {
      const document = deserialize(raw);
      return [String(document['_id']), document];
    }),
  );
}
