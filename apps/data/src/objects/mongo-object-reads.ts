import type { Access, AuthorizedAccess } from '@parlance/acl';
import { deserialize, serialize, toParseError, type Collection, type Document, type FindOptions } from '@parlance/mongo';
import { compileFilter, compileProjection, compileSort } from '@parlance/query';
import type { StoredDocument } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { MongoIndexKeeper } from '../indexes/mongo-index-keeper.ts';
import { indexNeedsOf } from '../indexes/mongo-index-needs.ts';
import { MongoSearches } from '../indexes/mongo-index-searches.ts';
import { narrowed } from './mongo-narrowed-filter.ts';
import { queryFrom } from './mongo-object-errors.ts';
import { PointReads, pointsOf } from './mongo-point-reads.ts';
import { assertMember, countMatching, findRaw } from './mongo-read-commands.ts';
import type { CountQuery, ObjectQuery, ObjectReads, ReadAdvice } from './object.store.ts';
import { SharedCounts } from './mongo-shared-counts.ts';
import { SharedRuns } from './shared-runs.ts';

/** Queries of classes, which are collections of the app's database. */
export class MongoObjectReads implements ObjectReads {
  readonly #database: MongoAppDatabase;
  readonly #searches: MongoSearches;
  readonly #equalCounts = new SharedRuns<number>();
  readonly #counts = new SharedCounts();
  readonly #points = new PointReads((className, ids, access, timeMsMax) => this.#findByIds(className, ids, access, timeMsMax));

  constructor(database: MongoAppDatabase, indexes: MongoIndexKeeper) {
    this.#database = database;
    this.#searches = new MongoSearches(indexes);
  }

  async find(query: AuthorizedAccess<ObjectQuery>, timeMsMax: number): Promise<StoredDocument[]> {
    if (query.access.kind === 'none') return [];
    const objectIds = pointsOf(query);
    if (objectIds !== undefined) return this.#points.get(query.schema.className, { objectIds, access: query.access, timeMsMax });
    return (await this.findRaw(query, timeMsMax)).map((document) => deserialize(document));
  }

  async findRaw(query: AuthorizedAccess<ObjectQuery>, timeMsMax: number): Promise<Uint8Array[]> {
    if (query.access.kind === 'none') return [];
    const collection = this.#collection(query.schema.className);
    const read = (): Promise<Uint8Array[]> => findRaw(collection, filterOf(query), findOptions(query, timeMsMax), query.bytesMax);
    return this.#searches.run(collection, query, timeMsMax, () => queryFrom(collection, 'find', read));
  }

  decode(raw: Uint8Array): StoredDocument {
    return deserialize(raw);
  }

  #findByIds(className: string, ids: readonly string[], access: Access, timeMsMax: number): Promise<Uint8Array[]> {
    const collection = this.#collection(className);
    const filter = narrowed({ _id: ids.length === 1 ? ids[0] : { $in: ids } }, access);
    const options = { limit: ids.length, maxTimeMS: timeMsMax };
    return queryFrom(collection, 'find', () => findRaw(collection, filter, options));
  }

  async count(query: AuthorizedAccess<CountQuery>, timeMsMax: number): Promise<number> {
    if (query.access.kind === 'none') return 0;
    const collection = this.#collection(query.schema.className);
    assertMember(collection, query.readPreference);
    const filter = filterOf(query);
    const advice = adviceOf(query);
    const key = keyOf(query, filter, advice);
    return this.#equalCounts.run(key, timeMsMax, (maxTimeMS) => {
      const options = { maxTimeMS, ...advice };
      if (Object.keys(filter).length === 0) return queryFrom(collection, 'count', () => collection.estimatedDocumentCount(options));
      if (key.length <= SHARED_COUNT_BYTES_MAX && isPlain(query)) {
        return this.#counts.count(query.schema.className, { collection, filter, until: Date.now() + maxTimeMS });
      }
      const count = (): Promise<number> => countMatching(collection, filter, options);
      return this.#searches.run(collection, query, maxTimeMS, () => queryFrom(collection, 'aggregate', count));
    });
  }

  #collection(className: string): Collection<StoredDocument> {
    return this.#database.collection(className);
  }
}

/** Longer questions keep a command to themselves: a hundred of these fit one. */
const SHARED_COUNT_BYTES_MAX = 64 << 10;

/** Whether a count asks for nothing but a number: no index, no order of the database's own. */
function isPlain({ schema, condition, hint, comment, readPreference }: CountQuery): boolean {
  return hint === undefined && comment === undefined && readPreference === undefined && indexNeedsOf(condition, schema).length === 0;
}

/**
 * The same for counts that the database would answer alike: byte for byte the same question, by callers that may see the same.
 *
 * @throws InvalidQuery (102) a question that is too large for the database
 */
function keyOf({ schema, condition }: CountQuery, filter: Document, advice: Document): string {
  const hidden = indexNeedsOf(condition, schema).map((need) => [...(need.hidden ?? [])]);
  try {
    const question = serialize({ filter, advice, hidden }, { ignoreUndefined: true });
    return `${schema.className} ${Buffer.from(question).toString('latin1')}`;
  } catch (error) {
    throw toParseError(error, { write: false });
  }
}

/** The objects that a query matches and its caller may read. */
export function filterOf({ condition, schema, access }: AuthorizedAccess<CountQuery>): Record<string, unknown> {
  return narrowed(compileFilter(condition, schema), access);
}

/** The number of documents that the driver asks for in one batch unless told; a reply holds at most 16 MB, then it asks again. */
const FIRST_BATCH_DEFAULT = 101;

/** A query in the words of the driver, apart from its filter. */
export function findOptions(query: ObjectQuery, timeMsMax: number): FindOptions {
  const { schema, order, limit, skip } = query;
  const options: FindOptions = { limit, maxTimeMS: timeMsMax, ...adviceOf(query) };
  if (limit === 1) options.singleBatch = true;
  else if (limit > FIRST_BATCH_DEFAULT) options.batchSize = limit;
  if (skip > 0) options.skip = skip;
  const sort = compileSort(order, schema);
  if (sort !== undefined) options.sort = sort;
  const projection = compileProjection(query, schema);
  if (projection !== undefined) options.projection = projection;
  return options;
}

function adviceOf({ hint, comment, readPreference }: ReadAdvice): ReadAdvice {
  const advice: { -readonly [Name in keyof ReadAdvice]: ReadAdvice[Name] } = {};
  if (hint !== undefined) advice.hint = hint;
  if (comment !== undefined) advice.comment = comment;
  if (readPreference !== undefined) advice.readPreference = readPreference;
  return advice;
}
