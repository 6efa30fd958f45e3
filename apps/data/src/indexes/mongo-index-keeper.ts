import { MongoServerError, type Collection, type Document, type IndexDescription } from '@parlance/mongo';
import type { Logger } from '@parlance/telemetry';
import { makeIndexes, type IndexOutcome } from './mongo-indexes.ts';

/**
 * Indexes that could not be made are tried again by the next use after this time. The database refuses one after looking
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
   * Callers that do not need the indexes at once need not wait.
   */
  async keep<T extends Document>(collection: Collection<T>, indexes: readonly IndexDescription[]): Promise<void> {
    await Promise.all(this.#outcomesOf(collection, indexes));
  }

  /** The same for one index, for those who have to know. */
  async outcomeOf<T extends Document>(collection: Collection<T>, index: IndexDescription): Promise<IndexOutcome> {
    const [outcome] = await Promise.all(this.#outcomesOf(collection, [index]));
    return outcome ?? new Error(`Nothing is known of the index ${index.name}.`);
  }

  #outcomesOf<T extends Document>(collection: Collection<T>, indexes: readonly IndexDescription[]): readonly Promise<IndexOutcome>[] {
    const ofCollection = this.#of(collection.collectionName);
    const missing = indexes.filter(({ name = '' }) => (ofCollection.indexes.get(name)?.retryAt ?? 0) <= Date.now());
    if (missing.length > 0) this.#make(collection, missing, ofCollection);
    return indexes.flatMap(({ name = '' }) => ofCollection.indexes.get(name)?.outcome ?? []);
  }

  /** One command after the other: the database serves those of a collection one at a time, and each that waits there holds a connection. */
  #make<T extends Document>(collection: Collection<T>, indexes: readonly IndexDescription[], ofCollection: KeptCollection): void {
    const outcomes = ofCollection.last.then(() => makeIndexes(collection, indexes));
    for (const [at, { name = '' }] of indexes.entries()) {
      const kept: Kept = { outcome: outcomes.then((all) => all[at] ?? 'made'), retryAt: Infinity };
      ofCollection.indexes.set(name, kept);
      ofCollection.last = kept.outcome.then((outcome) => this.#note(outcome, kept, collection.collectionName, name));
    }
  }

  #note(outcome: IndexOutcome, kept: Kept, collection: string, index: string): void {
    if (!(outcome instanceof Error)) return;
    kept.retryAt = Date.now() + (outcome instanceof MongoServerError ? RETRY_AFTER_REFUSAL_MS : RETRY_AFTER_FAULT_MS);
    this.#logger.warn({ collection, index, err: outcome }, 'An index could not be made.');
  }

  /** The collection, or its contents, are gone: its indexes are made again by the next use. */
  forget(collectionName: string): void {
    this.#kept.delete(collectionName);
  }

  #of(collectionName: string): KeptCollection {
    let kept = this.#kept.get(collectionName);
    if (kept === undefined) this.#kept.set(collectionName, (kept = { indexes: new Map(), last: Promise.resolve() }));
    return kept;
  }
}
