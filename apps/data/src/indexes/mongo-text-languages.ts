import { MongoServerError, readFrom, type Collection, type Document, type IndexDescription } from '@parlance/mongo';
import type { Logger } from '@parlance/telemetry';
import { makeIndexes, NO_LANGUAGE_MEMBER } from './mongo-indexes.ts';

const NAMESPACE_NOT_FOUND = 26;
const INDEX_NOT_FOUND = 27;
const ATTEMPTS_MAX = 3;

/** An index as the database lists it. */
type StoredIndex = Awaited<ReturnType<Collection<Document>['indexes']>>[number];

/**
 * Text indexes of adopted databases, which take the member `language` of each document for the name of a language, and so refuse objects
 * that any client may save. Before the first write to a class its text index is made anew with another member in that place: there
 * is no command that changes one.
 */
export class MongoTextLanguages {
  readonly #logger: Logger;
  /** By collection; a promise until the index is known to be right. */
  readonly #freed = new Map<string, Promise<void> | true>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** True, without a wait, for every write to a class but the first ones. */
  isFree({ collectionName }: Collection<Document>): boolean {
    return this.#freed.get(collectionName) === true;
  }

  /**
   * Resolves when no text index of the collection looks for a language; the new one is being made then. Never rejects: an index that
   * stays refuses documents, as it did.
   */
  free<T extends Document>(collection: Collection<T>): Promise<void> {
    const name = collection.collectionName;
    const known = this.#freed.get(name);
    if (known === true) return Promise.resolve();
    if (known !== undefined) return known;
    const freeing = this.#free(collection).then(
      () => void this.#freed.set(name, true),
      (error: unknown) => {
        this.#freed.delete(name);
        this.#logger.warn({ collection: name, err: error }, 'The text index could not be made to ignore the member "language".');
      },
    );
    this.#freed.set(name, freeing);
    return freeing;
  }

  async #free<T extends Document>(collection: Collection<T>): Promise<void> {
    const index = (await indexesOf(collection)).find(looksForLanguages);
    if (index === undefined) return;
    const description = withoutLanguages(index);
    // Told before: if this process dies in between, the line says which index to make.
    this.#logger.warn(
      { collection: collection.collectionName, index: description },
      'A text index refuses objects for their member "language": it is made anew without that.',
    );
    await dropIndex(collection, description.name);
    // Beside the write, which needs nothing but the old one gone.
    void this.#make(collection, description, ATTEMPTS_MAX);
  }

  async #make<T extends Document>(collection: Collection<T>, index: IndexDescription & { name: string }, attempts: number): Promise<void> {
    const [outcome] = await makeIndexes(collection, [index]);
    if (outcome === 'made') return;
    if (outcome === 'conflict' && attempts > 1) {
      // A search has come in between, and has made one for its field.
      const inTheWay = (await indexesOf(collection)).find(({ weights }) => weights !== undefined);
      if (inTheWay?.name !== undefined) await dropIndex(collection, inTheWay.name);
      return this.#make(collection, index, attempts - 1);
    }
    this.#logger.warn({ collection: collection.collectionName, index, err: outcome }, 'A text index could not be made anew.');
  }
}

async function dropIndex<T extends Document>(collection: Collection<T>, name: string): Promise<void> {
  try {
    await collection.dropIndex(name);
  } catch (error) {
    if (!(error instanceof MongoServerError) || error.code !== INDEX_NOT_FOUND) throw error; // another process was first
  }
}

async function indexesOf<T extends Document>(collection: Collection<T>): Promise<StoredIndex[]> {
  return readFrom(collection, 'listIndexes', async () => {
    try {
      return await collection.indexes();
    } catch (error) {
      if (error instanceof MongoServerError && error.code === NAMESPACE_NOT_FOUND) return [];
      throw error;
    }
  });
}

function looksForLanguages(index: StoredIndex): boolean {
  return index['weights'] !== undefined && index['language_override'] !== NO_LANGUAGE_MEMBER.language_override;
}

/** The same index, as it has to be asked for: the database lists its fields among the weights. */
function withoutLanguages({ v: _, ns: _ns, name = '', key, textIndexVersion: _version, ...options }: StoredIndex) {
  const { weights } = options as { weights: Readonly<Record<string, number>> };
  const fields = Object.entries(key).flatMap(([member, kind]) => {
    if (member === '_ftsx') return [];
    return member === '_fts' ? Object.keys(weights).map((field) => [field, 'text'] as const) : [[member, kind] as const];
  });
  return { ...options, name, key: new Map(fields), ...NO_LANGUAGE_MEMBER };
}
