import { MongoServerError, type Collection, type Document, type IndexDescription } from '@parlance/mongo';
import type { Logger } from '@parlance/telemetry';
import { makeIndex, type IndexOutcome } from './mongo-indexes.ts';

/**
 * Indexes that could not be made are tried again by the next use after this time. What the database refuses, it has found out by looking
 * through the whole collection; a broken connection is over soon.
 */
const RETRY_AFTER_REFUSAL_MS = 600_000;
const RETRY_AFTER_FAULT_MS = 5_000;

interface Kept {
  readonly outcome: Promise<IndexOutcome>;
  /** Epoch milliseconds; Infinity while there is nothing to try again. */
  retryAt: number;
}

/** Indexes of one collection by name, and when the last of them is made. */
interface KeptCollection {
  readonly indexes: Map<string, Kept>;
  last: Promise<unknown>;
}

/** Sees to it that the collections of one app have their indexes, once per process and index. */
export class MongoIndexKeeper {
  readonly #logger: Logger;
  readonly #kept = new Map<string, KeptCollection>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /**
   * Resolves when each index exists or is known not to. Never rejects: without an index the work goes on, slower, and the log says so.
   * Whoever does not need the indexes at once need not wait.
   */
  async keep<T extends Document>(collection: Collection<T>, indexes: readonly IndexDescription[]): Promise<void> {
    await Promise.all(indexes.map((index) => this.outcomeOf(collection, index)));
  }

  /** The same for one index, for those who have to know. */
  outcomeOf<T extends Document>(collection: Collection<T>, index: IndexDescription): Promise<IndexOutcome> {
    const ofCollection = this.#of(collection.collectionName);
    const name = index.name ?? '';
    const known = ofCollection.indexes.get(name);
    if (known !== undefined && known.retryAt > Date.now()) return known.outcome;
    // One after the other: the database makes those of a collection one at a time, and each that waits there holds a connection.
    const kept: Kept = { outcome: ofCollection.last.then(() => makeIndex(collection, index)), retryAt: Infinity };
    ofCollection.indexes.set(name, kept);
    ofCollection.last = kept.outcome.then((outcome) => {
      if (!(outcome instanceof Error)) return;
      kept.retryAt = Date.now() + (outcome instanceof MongoServerError ? RETRY_AFTER_REFUSAL_MS : RETRY_AFTER_FAULT_MS);
      this.#logger.warn({ collection: collection.collectionName, index: name, err: outcome }, 'An index could not be made.');
    });
    return kept.outcome;
  }

  /** The collection, or what was kept there, is gone: its indexes are made again by the next use. */
  forget(collectionName: string): void {
    this.#kept.delete(collectionName);
  }

  #of(collectionName: string): KeptCollection {
    let kept = this.#kept.get(collectionName);
    if (kept === undefined) this.#kept.set(collectionName, (kept = { indexes: new Map(), last: Promise.resolve() }));
    return kept;
  }
}
