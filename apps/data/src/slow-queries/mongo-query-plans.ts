import { readFrom, type Collection, type Document } from '@parlance/mongo';
import { compileSort, type ExistingIndex, type IndexKey } from '@parlance/query';
import type { StoredDocument } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import { filterOf } from '../objects/mongo-object-reads.ts';
import { runRead } from '../objects/mongo-read-commands.ts';
import { planSummary, type PlanSummary } from './plan-summary.ts';
import type { QueryPlans, WatchedQuery } from './query-plans.ts';

/** Asks MongoDB to explain the commands that the stores would send it. */
export class MongoQueryPlans implements QueryPlans {
  readonly #database: MongoAppDatabase;

  constructor(database: MongoAppDatabase) {
    this.#database = database;
  }

  async plan(query: WatchedQuery, run: boolean, timeMsMax: number): Promise<PlanSummary> {
    const { schema, readPreference } = query;
    const collection = this.#collection(schema.className);
    const command = {
      explain: commandOf(collection.collectionName, query),
      verbosity: run ? 'executionStats' : 'queryPlanner',
      maxTimeMS: timeMsMax,
    };
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

function commandOf(collection: string, query: WatchedQuery): Document {
  const { schema, order = [], limit, skip, stages, hint } = query;
  if (stages !== undefined) return { aggregate: collection, pipeline: stages, cursor: {}, allowDiskUse: true, hint };
  return { find: collection, filter: filterOf(query), sort: compileSort(order, schema), limit, skip, hint };
}

/** Holds every object, and is used without being asked for. */
function isWhole(index: Document): boolean {
  return !('partialFilterExpression' in index) && index['sparse'] !== true && index['hidden'] !== true && !('collation' in index);
}
