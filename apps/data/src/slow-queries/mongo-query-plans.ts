import { readFrom, type Collection, type Document } from '@parlance/mongo';
import { compileFilter, compileSort, type ExistingIndex, type IndexKey } from '@parlance/query';
import type { StoredDocument } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import { narrowed } from '../objects/mongo-narrowed-filter.ts';
import { runRead } from '../objects/mongo-read-commands.ts';
import { planSummary, type PlanSummary } from './plan-summary.ts';
import type { QueryPlans, WatchedQuery } from './query-plans.ts';

/** Asks MongoDB to explain what the object store would send it. */
export class MongoQueryPlans implements QueryPlans {
  readonly #database: MongoAppDatabase;

  constructor(database: MongoAppDatabase) {
    this.#database = database;
  }

  async plan(query: WatchedQuery, run: boolean, timeMsMax: number): Promise<PlanSummary> {
    const { schema, condition, access, order = [], limit, skip, hint, readPreference } = query;
    const collection = this.#collection(schema.className);
    const filter = narrowed(compileFilter(condition, schema), access);
    const find = { find: collection.collectionName, filter, sort: compileSort(order, schema), limit, skip, hint };
    const command = { explain: find, verbosity: run ? 'executionStats' : 'queryPlanner', maxTimeMS: timeMsMax };
    return planSummary(await readFrom(collection, 'explain', () => runRead<Document>(collection, command, { readPreference })));
  }

  async indexes(className: string, timeMsMax: number): Promise<readonly ExistingIndex[]> {
    const collection = this.#collection(className);
    const listed: readonly Document[] = await readFrom(collection, 'listIndexes', () =>
      collection.listIndexes({ maxTimeMS: timeMsMax }).toArray(),
    );
    return listed.filter(isWhole).map(({ key, unique }) => ({ key: key as IndexKey, unique: unique === true }));
  }

  size(className: string, timeMsMax: number): Promise<number> {
    const collection = this.#collection(className);
    return readFrom(collection, 'count', () => collection.estimatedDocumentCount({ maxTimeMS: timeMsMax }));
  }

  #collection(className: string): Collection<StoredDocument> {
    return this.#database.collection(className);
  }
}

/** Holds every object, and is used without being asked for. */
function isWhole(index: Document): boolean {
  return !('partialFilterExpression' in index) && index['sparse'] !== true && index['hidden'] !== true && !('collation' in index);
}
