import { BoundedCache } from '@parlance/cache';
import type { Collection, Document } from '@parlance/mongo';
import type { StoredDocument } from '@parlance/values';
import { Lanes } from './lanes.ts';
import { queryFrom } from './mongo-object-errors.ts';
import { countMatching, runRead, type CursorReply } from './mongo-read-commands.ts';

type Filter = Readonly<Record<string, unknown>>;

/** A count without hint, comment or member to read from, and without need for an index of its own. */
export interface WaitingCount {
  readonly collection: Collection<StoredDocument>;
  readonly filter: Filter;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** Counts that share a command take less than this all together, or are repeated each by itself. */
const TOGETHER_MS_MAX = 250;
/** How long the counts of a class go alone after that. */
const APART_MS = 10_000;
const CLASSES_MAX = 10_000;

/**
 * Makes the counts of one class that are asked for at the same time by one command, each by its own filter and its own plan. Most of a
 * small count is the command around it, for the database too. A count that takes long would keep the others waiting: the command is given little
 * time, and where it is too little each count is made by itself, as all counts of the class are for a while.
 */
export class SharedCounts {
  readonly #lanes = new Lanes((className, counts: readonly WaitingCount[]) => this.#countGroup(className, counts));
  readonly #apart = new BoundedCache<string, true>({ max: CLASSES_MAX, ttlMs: APART_MS });

  async count(className: string, count: WaitingCount): Promise<number> {
    if (this.#apart.size > 0 && this.#apart.get(className) === true) return countAlone(count);
    const outcome = await this.#lanes.add(className, count);
    return outcome();
  }

  /** @returns for each, in order, a function that gives its result */
  async #countGroup(className: string, counts: readonly WaitingCount[]): Promise<readonly (() => Promise<number>)[]> {
    const [first] = counts;
    if (counts.length === 1 && first !== undefined) {
      const found = await countAlone(first);
      return [() => Promise.resolve(found)];
    }
    try {
      const found = await countTogether(counts);
      return found.map((number) => () => Promise.resolve(number));
    } catch {
      // Too slow, or refused for one of them: alone each hears its own outcome.
      this.#apart.set(className, true);
      return counts.map((count) => () => countAlone(count));
    }
  }
}

function countAlone({ collection, filter, until }: WaitingCount): Promise<number> {
  return queryFrom(collection, 'aggregate', () => countMatching(collection, filter, { maxTimeMS: Math.max(until - Date.now(), 1) }));
}

/** @returns the numbers, in order */
async function countTogether(counts: readonly WaitingCount[]): Promise<readonly number[]> {
  const [{ collection }] = counts as readonly [WaitingCount, ...WaitingCount[]];
  const [own = [], ...others] = counts.map(({ filter }, place) => numberOf(filter, place));
  const coll = collection.collectionName;
  const pipeline = [...own, ...others.map((other) => ({ $unionWith: { coll, pipeline: other } }))];
  const command = { aggregate: coll, pipeline, cursor: { batchSize: counts.length + 1 }, maxTimeMS: TOGETHER_MS_MAX };
  const { cursor } = await runRead<CursorReply<{ readonly _id: number; readonly count: number }>>(collection, command, {});
  const numbers = new Array<number>(counts.length).fill(0); // of nothing there is no group
  for (const { _id, count } of cursor.firstBatch) numbers[_id] = count;
  return numbers;
}

function numberOf(filter: Filter, place: number): readonly Document[] {
  return [{ $match: filter }, { $group: { _id: { $literal: place }, count: { $sum: 1 } } }];
}
