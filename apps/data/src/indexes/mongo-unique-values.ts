import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ParseError } from '@parlance/errors';
import { MongoServerError, type Collection, type IndexDescription } from '@parlance/mongo';
import { UNIQUE_VALUES_COLLECTION } from '@parlance/platform-classes';
import type { StoredDocument } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import { assertBefore, TransactionRace, type TransactionSession } from '../objects/mongo-transaction.ts';
import { untilDeadline } from '../objects/until-deadline.ts';
import { pathsOfKey } from './mongo-duplicates.ts';
import type { MongoIndexKeeper } from './mongo-index-keeper.ts';
import { gatesOf } from './value-gates.ts';

/** A value that a write is about to store, and that a unique index which is missing would keep apart. */
export interface GuardedValue {
  readonly collection: Collection<StoredDocument>;
  readonly index: IndexDescription;
  /** Of each path of the index, in its order. */
  readonly values: readonly unknown[];
  /** The `_id` of the document that is going to hold it; undefined where the write itself sees to it that no second one comes. */
  readonly holder: string | undefined;
}

/** A gate that two writers of one value have to pass. The two last members: where the database has no transactions. */
interface Gate {
  readonly _id: string;
  readonly passed: number;
  readonly lockedBy?: string;
  readonly lockedUntil?: Date;
}

const DUPLICATE_KEY = 11_000;
/** Longer than any request: a writer that died does not keep others out for longer. */
const LOCK_MS = 60_000;
const LOCK_RETRY_MS = 10;

/**
 * Keeps values apart while the unique index for them is missing, being made or impossible.
 *
 * Each writer passes the gates of its values (value-gates.ts) and looks for another holder, in the transaction that writes. Passing is a
 * write: of two transactions that pass one gate at the same time the database lets one end, and the other begins anew, with the first
 * one's value before its eyes. So no number of writers in any number of processes gets two equal values in, and none that dies leaves
 * anything behind. Writers that know that the index stands need nothing of this: then the database refuses the values of the others too.
 */
export class MongoUniqueValues {
  readonly #gates: Collection<Gate>;
  readonly #keeper: MongoIndexKeeper;
  readonly #made = new Map<string, Promise<void>>();

  constructor(database: MongoAppDatabase, keeper: MongoIndexKeeper) {
    this.#gates = database.collection<Gate>(UNIQUE_VALUES_COLLECTION);
    this.#keeper = keeper;
  }

  /**
   * The values of a write that an index would keep apart and no index does.
   *
   * @param valueAt the value that the write stores at a path; undefined where it stores none
   */
  guarded(
    collection: Collection<StoredDocument>,
    indexes: readonly IndexDescription[],
    valueAt: (path: string) => unknown,
    holder: string | undefined,
  ): readonly GuardedValue[] {
    const guarded: GuardedValue[] = [];
    for (const index of indexes) {
      if (this.#keeper.stands(collection, index)) continue;
      const values = pathsOfKey(index).map(valueAt);
      if (values.every((value) => value !== undefined && value !== null)) guarded.push({ collection, index, values, holder });
    }
    return guarded;
  }

  /**
   * Does the work of a write of these values.
   *
   * @param session of a transaction, which an error ends; undefined where the database has none
   * @param work gives undefined when it has found nothing to write to
   * @throws DuplicateValue (137), as for the refusal of the index; TransactionRace
   */
  async around<R>(values: readonly GuardedValue[], session: TransactionSession, deadline: number, work: () => Promise<R>): Promise<R> {
    if (values.length === 0) return work();
    const ids = [...new Set(values.flatMap(idsOfGates))].sort();
    await Promise.all(values.map((value) => this.#make(value)));
    const options = { session, ...untilDeadline(deadline) };
    if (session === undefined) return this.#locked(ids, deadline, values, work);
    const { matchedCount } = await this.#gates.updateMany({ _id: { $in: ids } }, { $inc: { passed: 1 } }, options);
    if (matchedCount < ids.length) {
      this.#made.clear();
      throw new TransactionRace('The gates were made while the transaction had begun.');
    }
    const result = await work();
    if (result !== undefined) await assertFree(values, session, deadline);
    return result;
  }

  /** Without transactions a gate is held while one writes, and nothing can be taken back: the look comes first. */
  async #locked<R>(ids: readonly string[], deadline: number, values: readonly GuardedValue[], work: () => Promise<R>): Promise<R> {
    const lockedBy = randomUUID();
    try {
      for (const _id of ids) {
        while (!(await this.#lock(_id, lockedBy, deadline))) {
          assertBefore(deadline);
          await sleep(LOCK_RETRY_MS);
        }
      }
      await assertFree(values, undefined, deadline);
      return await work();
    } finally {
      await this.#gates.updateMany({ lockedBy }, { $unset: { lockedBy: '', lockedUntil: '' } });
    }
  }

  async #lock(_id: string, lockedBy: string, deadline: number): Promise<boolean> {
    const now = Date.now();
    const free = { _id, $or: [{ lockedUntil: { $exists: false } }, { lockedUntil: { $lt: new Date(now) } }] };
    const lock = { $set: { lockedBy, lockedUntil: new Date(now + LOCK_MS) } };
    const { matchedCount } = await this.#gates.updateOne(free, lock, untilDeadline(deadline));
    return matchedCount > 0;
  }

  /** The gates of an index are made once, outside of transactions: two that make one at once would be in each other's way. */
  #make({ collection, index }: GuardedValue): Promise<void> {
    const place = placeOf(collection, index);
    let made = this.#made.get(place);
    if (made === undefined) {
      made = this.#upsert(gatesOf(undefined, true).map((gate) => `${place}:${gate}`));
      this.#made.set(place, made);
      made.catch(() => this.#made.delete(place));
    }
    return made;
  }

  async #upsert(ids: readonly string[]): Promise<void> {
    try {
      await this.#gates.bulkWrite(
        ids.map((_id) => ({ updateOne: { filter: { _id }, update: { $setOnInsert: { passed: 0 } }, upsert: true } })),
        { ordered: false },
      );
    } catch (error) {
      if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) throw error; // else another process has made them
    }
  }
}

function placeOf({ collectionName }: { readonly collectionName: string }, { name }: IndexDescription): string {
  return `${collectionName}:${name}`;
}

function idsOfGates({ collection, index, values }: GuardedValue): readonly string[] {
  const place = placeOf(collection, index);
  return gatesOf(values, index.collation !== undefined).map((gate) => `${place}:${gate}`);
}

async function assertFree(values: readonly GuardedValue[], session: TransactionSession, deadline: number): Promise<void> {
  for (const { collection, index, values: held, holder } of values) {
    if (holder === undefined) continue;
    const paths = pathsOfKey(index);
    const filter = { ...Object.fromEntries(paths.map((path, at) => [path, { $eq: held[at] }])), _id: { $ne: holder } };
    const limits = { session, ...untilDeadline(deadline) };
    const options = { projection: { _id: 1 }, ...limits, ...(index.collation === undefined ? {} : { collation: index.collation }) };
    if ((await collection.findOne(filter as Record<string, unknown>, options)) !== null) throw taken(index);
  }
}

/** As the refusal of the index itself, with the members that tell whose rule it is. */
function taken(index: IndexDescription): ParseError {
  const cause = Object.assign(new Error(`The value is held; the index ${index.name} is missing.`), { keyPattern: index.key });
  return new ParseError('DuplicateValue', 'A duplicate value for a field with unique values was provided', { cause });
}
