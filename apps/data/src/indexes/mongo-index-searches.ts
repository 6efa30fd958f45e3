import { ParseError } from '@parlance/errors';
import { MongoServerError, type Collection } from '@parlance/mongo';
import type { Condition } from '@parlance/query';
import type { ClassSchema, StoredDocument } from '@parlance/values';
import type { MongoIndexKeeper } from './mongo-index-keeper.ts';
import { indexNeedsOf, type IndexNeed } from './mongo-index-needs.ts';
import { flatIndex, sphereIndex } from './mongo-indexes.ts';
import { MongoTextIndexes } from './mongo-text-indexes.ts';

/** The collection that a query reads, and which of its constraints may need an index. */
export interface SearchedQuery {
  readonly schema: ClassSchema;
  readonly condition: Condition;
  /** The index that the caller insists on: no other helps the query. */
  readonly hint?: unknown;
}

/** NoQueryExecutionPlans and IndexNotFound: the index that a near query or a text search needs is not there. */
const INDEX_MISSING: ReadonlySet<unknown> = new Set([291, 27]);

/** Runs queries that MongoDB answers by an index or not at all: it is made when the first of them comes. */
export class MongoSearches {
  readonly #keeper: MongoIndexKeeper;
  readonly #texts: MongoTextIndexes;

  constructor(keeper: MongoIndexKeeper) {
    this.#keeper = keeper;
    this.#texts = new MongoTextIndexes(keeper);
  }

  /**
   * Runs a query when the indexes exist that it cannot do without; all others run at once.
   *
   * @param timeMsMax how long the query may take; making an index of a large class takes longer, and goes on
   * @throws RequestTimeout (124) while that lasts; InvalidQuery (102) when the index cannot be made; and the errors of `work`
   */
  async run<R>(
    collection: Collection<StoredDocument>,
    { schema, condition, hint }: SearchedQuery,
    timeMsMax: number,
    work: () => Promise<R>,
  ): Promise<R> {
    const needs = indexNeedsOf(condition, schema);
    if (needs.length === 0) return work();
    const prepare = (): Promise<void> => within(timeMsMax, this.#prepare(collection, needs, schema));
    await prepare();
    try {
      return await work();
    } catch (error) {
      if (hint !== undefined || !isIndexMissing(error)) throw error;
    }
    // Somebody has dropped it.
    this.#keeper.forget(collection.collectionName);
    this.#texts.forget(collection);
    await prepare();
    return work();
  }

  /**
   * Asked before a pipeline searches for words, which no index has to be made for.
   * @throws InvalidQuery (102) when the text index covers members that nobody may ask for
   */
  assertSearchable(collection: Collection<StoredDocument>, schema: ClassSchema): Promise<void> {
    return this.#texts.assertSearchable(collection, schema);
  }

  async #prepare(collection: Collection<StoredDocument>, needs: readonly IndexNeed[], schema: ClassSchema): Promise<void> {
    for (const { kind, field, hidden } of needs) {
      if (kind === 'flat') void this.#keeper.outcomeOf(collection, flatIndex(field));
      else if (kind === 'sphere') void this.#keeper.outcomeOf(collection, sphereIndex(field));
      else if (kind === 'text') await this.#texts.prepare(collection, field, schema, hidden);
      else await this.#preparePlaces(collection, field);
    }
  }

  async #preparePlaces(collection: Collection<StoredDocument>, field: string): Promise<void> {
    const outcome = await this.#keeper.outcomeOf(collection, sphereIndex(field));
    if (!(outcome instanceof MongoServerError)) return;
    throw new ParseError('InvalidQuery', `Places of ${field} cannot be searched: a value that is stored is none.`, { cause: outcome });
  }
}

/** The error may have been told in our words already (queryFrom), which keep the database's as their cause. */
function isIndexMissing(error: unknown): boolean {
  const fault = error instanceof ParseError ? error.cause : error;
  return fault instanceof MongoServerError && INDEX_MISSING.has(fault.code);
}

async function within(timeMsMax: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new ParseError('RequestTimeout', 'The index for this search is still being made.')), timeMsMax);
  });
  try {
    await Promise.race([work, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
