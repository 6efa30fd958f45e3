import type { Collection, Document, IndexDescription } from '@parlance/mongo';
import type { Logger } from '@parlance/telemetry';
import { makeIndexes } from './mongo-indexes.ts';

/** Indexes that could not be made are tried again by the next use after this time. */
const RETRY_AFTER_MS = 60_000;

interface Kept {
  readonly made: Promise<void>;
  /** Epoch milliseconds; Infinity while there is nothing to try again. */
  retryAt: number;
}

/** Sees to it that the collections of one app have their indexes, once per process and collection. */
export class MongoIndexKeeper {
  readonly #logger: Logger;
  readonly #kept = new Map<string, Kept>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /**
   * Resolves when each index exists or is known not to. Never rejects: without an index the work goes on, slower, and the log says so.
   * Whoever does not need the indexes at once need not wait.
   */
  keep<T extends Document>(collection: Collection<T>, indexes: readonly IndexDescription[]): Promise<void> {
    const known = this.#kept.get(collection.collectionName);
    if (known !== undefined && known.retryAt > Date.now()) return known.made;
    const kept: Kept = { made: this.#make(collection, indexes), retryAt: Infinity };
    this.#kept.set(collection.collectionName, kept);
    return kept.made;
  }

  /** The collection, or what was kept there, is gone: its indexes are made again by the next use. */
  forget(collectionName: string): void {
    this.#kept.delete(collectionName);
  }

  async #make<T extends Document>(collection: Collection<T>, indexes: readonly IndexDescription[]): Promise<void> {
    for (const { name, failed } of await makeIndexes(collection, indexes)) {
      if (failed === undefined) continue;
      this.#logger.warn({ collection: collection.collectionName, index: name, err: failed }, 'An index could not be made.');
      const kept = this.#kept.get(collection.collectionName);
      if (kept !== undefined) kept.retryAt = Date.now() + RETRY_AFTER_MS;
    }
  }
}
