import type { AuthorizedAccess } from '@parlance/acl';
import type { ExplainVerbosity } from '@parlance/query';
import type { StoredDocument } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { MongoIndexKeeper } from '../indexes/mongo-index-keeper.ts';
import { MongoSearches } from '../indexes/mongo-index-searches.ts';
import { queryFrom } from '../objects/mongo-object-errors.ts';
import { filterOf, findOptions } from '../objects/mongo-object-reads.ts';
import { runRead } from '../objects/mongo-read-commands.ts';
import type { ObjectQuery } from '../objects/object.store.ts';
import type { ExplainStore } from './explain.store.ts';

/** The plan for a caller who can reach nothing: the object store does not send their query at all. */
const NOTHING_READ: StoredDocument = { queryPlanner: { winningPlan: { stage: 'EOF' } } };

/** Asks for the plan of exactly the query that the object store would send. */
export class MongoExplainStore implements ExplainStore {
  readonly #database: MongoAppDatabase;
  readonly #searches: MongoSearches;

  constructor(database: MongoAppDatabase, indexes: MongoIndexKeeper) {
    this.#database = database;
    this.#searches = new MongoSearches(indexes);
  }

  async explain(query: AuthorizedAccess<ObjectQuery>, verbosity: ExplainVerbosity, timeMsMax: number): Promise<StoredDocument> {
    if (query.access.kind === 'none') return NOTHING_READ;
    const collection = this.#database.collection(query.schema.className);
    const { limit, skip, sort, projection, hint, comment, readPreference } = findOptions(query, timeMsMax);
    // A limit of 0 would stand for none.
    const bounds = limit === 0 ? {} : { limit };
    const find = { find: collection.collectionName, filter: filterOf(query), ...bounds, skip, sort, projection, hint, comment };
    const command = { explain: find, verbosity, maxTimeMS: timeMsMax };
    const run = (): Promise<StoredDocument> => runRead<StoredDocument>(collection, command, { readPreference });
    return this.#searches.run(collection, query, timeMsMax, () => queryFrom(collection, 'explain', run));
  }
}
