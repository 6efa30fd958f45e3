import { MongoServerError, type Collection, type Document, type IndexDescription } from '@parlance/mongo';
import type { Logger } from '@parlance/telemetry';
import { duplicatesLeft, findDuplicates, type Duplicates } from './mongo-duplicates.ts';
import { makeIndexes, type IndexOutcome } from './mongo-indexes.ts';

/**
 * Indexes that could not be made are tried again by the next use after this time. The database refuses one after looking
 * through the whole collection; a broken connection is over soon.
 */
const RETRY_AFTER_REFUSAL_MS = 600_000;
const RETRY_AFTER_FAULT_MS = 5_000;

/** How often it is seen whether the duplicates that keep an index away are gone: a look at a few objects. */
const LOOK_AFTER_DUPLICATES_MS = 5_000;

/** Writers wait this long for an index that is being made; then the values are checked without it. */
const BUILD_WAIT_MS = 1_000;

const DUPLICATE_KEY = 11_000;

interface Kept {
  readonly outcome: Promise<IndexOutcome>;
  /** The outcome, once it is there. */
  settled: IndexOutcome | undefined;
  /** Epoch milliseconds; Infinity while there is nothing to try again. */
  retryAt: number;
}

/** Indexes of one collection by name, and when the last of them is made. */
interface KeptCollection {
  readonly indexes: Map<string, Kept>;
  last: Promise<unknown>;
}

/** A unique index that duplicates keep away. */
export interface BlockedIndex {
  /** With the app's prefix. */
  readonly collection: string;
  readonly index: string;
  readonly duplicates: readonly Duplicates[];
}

/** Sees to it that the collections of one app have their indexes, once per process and index. */
export class MongoIndexKeeper {
  readonly #logger: Logger;
  readonly #kept = new Map<string, KeptCollection>();
  readonly #blocked = new Map<string, BlockedIndex>();

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

  /** The same for writers, who do not wait for long: the rules of unique indexes hold without them (mongo-unique-values.ts). */
  async keepSoon<T extends Document>(collection: Collection<T>, indexes: readonly IndexDescription[]): Promise<void> {
    const kept = this.keep(collection, indexes);
    if (indexes.every((index) => this.#settledOf(collection, index) !== undefined)) return kept;
    let timer: NodeJS.Timeout | undefined;
    const waited = new Promise<void>((resolve) => (timer = setTimeout(resolve, BUILD_WAIT_MS)));
    await Promise.race([kept, waited]);
    clearTimeout(timer);
  }

  /** The same for one index, for those who have to know. */
  async outcomeOf<T extends Document>(collection: Collection<T>, index: IndexDescription): Promise<IndexOutcome> {
    const [outcome] = await Promise.all(this.#outcomesOf(collection, [index]));
    return outcome ?? new Error(`Nothing is known of the index ${index.name}.`);
  }

  /** Whether the index is known to stand now: the database itself keeps its rule. */
  stands<T extends Document>(collection: Collection<T>, index: IndexDescription): boolean {
    return this.#settledOf(collection, index) === 'made';
  }

  /** The unique indexes that duplicates are known to keep away. */
  get blocked(): readonly BlockedIndex[] {
    return [...this.#blocked.values()];
  }

  /** Resolves when all is known that keeps the indexes of the collection away. Never rejects. */
  async explained<T extends Document>({ collectionName }: Collection<T>): Promise<void> {
    await this.#kept.get(collectionName)?.last;
  }

  #settledOf<T extends Document>({ collectionName }: Collection<T>, { name = '' }: IndexDescription): IndexOutcome | undefined {
    return this.#kept.get(collectionName)?.indexes.get(name)?.settled;
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
    for (const [at, index] of indexes.entries()) {
      const kept: Kept = { outcome: outcomes.then((all) => all[at] ?? 'made'), settled: undefined, retryAt: Infinity };
      ofCollection.indexes.set(index.name ?? '', kept);
      ofCollection.last = kept.outcome.then((outcome) => this.#note(outcome, kept, collection, index));
    }
  }

  async #note<T extends Document>(outcome: IndexOutcome, kept: Kept, collection: Collection<T>, index: IndexDescription): Promise<void> {
    kept.settled = outcome;
    const names = { collection: collection.collectionName, index: index.name ?? '' };
    if (outcome === 'made') this.#blocked.delete(placeOf(names));
    if (!(outcome instanceof Error)) return;
    kept.retryAt = Date.now() + (outcome instanceof MongoServerError ? RETRY_AFTER_REFUSAL_MS : RETRY_AFTER_FAULT_MS);
    if (index.unique === true && outcome instanceof MongoServerError && outcome.code === DUPLICATE_KEY) {
      await this.#noteDuplicates(kept, collection, index);
    } else this.#logger.warn({ ...names, err: outcome }, 'An index could not be made.');
  }

  /** Tells of the duplicates, has values looked up by an index that is not unique, and waits until the duplicates are gone. */
  async #noteDuplicates<T extends Document>(kept: Kept, collection: Collection<T>, index: IndexDescription): Promise<void> {
    const names = { collection: collection.collectionName, index: index.name ?? '' };
    try {
      const duplicates = await findDuplicates(collection, index);
      this.#blocked.set(placeOf(names), { ...names, duplicates });
      this.#logger.warn(
        { ...names, duplicates },
        'Duplicates keep a unique index away. Every write checks its rule until they are gone, which costs time.',
      );
      await makeIndexes(collection, [lookUpIndex(index)]);
      this.#lookAgain(kept, collection, index, duplicates);
    } catch (error) {
      this.#logger.warn({ ...names, err: error }, 'An index could not be made.');
    }
  }

  #lookAgain<T extends Document>(kept: Kept, collection: Collection<T>, index: IndexDescription, known: readonly Duplicates[]): void {
    const look = async (): Promise<void> => {
      const left = await duplicatesLeft(collection, index, known);
      if (left.length > 0) return this.#lookAgain(kept, collection, index, left);
      if (!this.stands(collection, index)) {
        const current = this.#kept.get(collection.collectionName)?.indexes.get(index.name ?? '');
        if (current !== undefined && current !== kept) return; // it is tried already, and looked after again
        if (current === undefined && (await collection.estimatedDocumentCount()) === 0) return; // the collection may be gone
        kept.retryAt = 0;
        if ((await this.outcomeOf(collection, index)) !== 'made') return;
      }
      this.#logger.info({ collection: collection.collectionName, index: index.name }, 'The index is there now.');
      await collection.dropIndex(lookUpIndex(index).name as string);
    };
    // A database that is away, or closed, ends the looking: the next use after the time above tries again.
    setTimeout(() => void look().catch(() => undefined), LOOK_AFTER_DUPLICATES_MS).unref();
  }

  /** The collection, or its contents, are gone: its indexes are made again by the next use. */
  forget(collectionName: string): void {
    this.#kept.delete(collectionName);
    for (const [place, { collection }] of this.#blocked) if (collection === collectionName) this.#blocked.delete(place);
  }

  #of(collectionName: string): KeptCollection {
    let kept = this.#kept.get(collectionName);
    if (kept === undefined) this.#kept.set(collectionName, (kept = { indexes: new Map(), last: Promise.resolve() }));
    return kept;
  }
}

function placeOf({ collection, index }: { readonly collection: string; readonly index: string }): string {
  return `${collection} ${index}`;
}

/** Finds the holders of a value while the unique index is missing, which would be a look through all objects at each write. */
function lookUpIndex({ key, name = '', sparse, collation }: IndexDescription): IndexDescription {
  return {
    key,
    name: `${name}_not_unique`,
    ...(sparse === undefined ? {} : { sparse }),
    ...(collation === undefined ? {} : { collation }),
  };
}
