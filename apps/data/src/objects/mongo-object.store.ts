import type { Access, Authorized, AuthorizedAccess } from '@parlance/acl';
import { deserialize, readFrom, writeTo, type Collection, type FindOptions, type IndexDescription } from '@parlance/mongo';
import { compileFilter, compileProjection, compileSort } from '@parlance/query';
import type { ClassSchema, StoredDocument } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import { indexesOf } from '../classes/class-indexes.ts';
import { Gatherer } from './gather.ts';
import type { MongoIndexKeeper } from './mongo-index-keeper.ts';
import { MongoSearches } from './mongo-index-searches.ts';
import { queryFrom } from './mongo-object-errors.ts';
import { insertGroup, insertObjects, insertRelated } from './mongo-object-insert.ts';
import { updateObject } from './mongo-object-update.ts';
import { MongoObjectWriter } from './mongo-object-writer.ts';
import { narrowed, targetFilter } from './mongo-narrowed-filter.ts';
import { MongoRelations } from './mongo-relations.ts';
import { PointReads, pointsOf } from './mongo-point-reads.ts';
import { countMatching, findRaw } from './mongo-read-commands.ts';
import { assertBefore, hasTransactions, inTransaction } from './mongo-transaction.ts';
import type {
  CountQuery,
  NewObject,
  ObjectChange,
  ObjectQuery,
  ObjectStore,
  ObjectTarget,
  ObjectWriter,
  ReadAdvice,
  WriteTarget,
} from './object.store.ts';

/** Classes as collections of the app's database. */
export class MongoObjectStore implements ObjectStore {
  readonly #database: MongoAppDatabase;
  readonly #indexes: MongoIndexKeeper;
  readonly #relations: MongoRelations;
  readonly #searches: MongoSearches;
  readonly #points = new PointReads((className, ids, access, timeMsMax) => this.#findByIds(className, ids, access, timeMsMax));
  readonly #inserts = new Gatherer((className, documents: readonly StoredDocument[]) =>
    insertGroup(this.#collection(className), documents),
  );

  constructor(database: MongoAppDatabase, indexes: MongoIndexKeeper) {
    this.#database = database;
    this.#indexes = indexes;
    this.#relations = new MongoRelations(database, indexes);
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
    const read = (): Promise<Uint8Array[]> => findRaw(collection, filterOf(query), findOptions(query, timeMsMax));
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
    const filter = filterOf(query);
    const options = { maxTimeMS: timeMsMax, ...adviceOf(query) };
    if (Object.keys(filter).length === 0) return queryFrom(collection, 'count', () => collection.estimatedDocumentCount(options));
    const count = (): Promise<number> => countMatching(collection, filter, options);
    return this.#searches.run(collection, query, timeMsMax, () => queryFrom(collection, 'aggregate', count));
  }

  async insert(object: Authorized<NewObject>, deadline: number): Promise<boolean> {
    assertBefore(deadline);
    if (object.relations.length > 0) return insertRelated(this.#collection(object.className), this.#relations, object, deadline);
    const outcome = await this.#inserts.add(object.className, object.document);
    return outcome();
  }

  async insertMany(objects: readonly Authorized<NewObject>[], deadline: number): Promise<readonly (Error | undefined)[]> {
    assertBefore(deadline);
    const [first] = objects;
    if (first === undefined) return [];
    const documents = objects.map((object) => object.document);
    return insertObjects(this.#collection(first.className), documents);
  }

  async update(change: AuthorizedAccess<ObjectChange>, deadline: number): Promise<StoredDocument | undefined> {
    if (change.access.kind === 'none') return undefined;
    assertBefore(deadline);
    const filter = targetFilter(change);
    return updateObject(this.#collection(change.schema.className), this.#relations, change, filter, deadline);
  }

  async exists({ schema, objectId, access }: AuthorizedAccess<ObjectTarget>, deadline: number): Promise<boolean> {
    if (access.kind === 'none') return false;
    assertBefore(deadline);
    const collection = this.#collection(schema.className);
    const options = { limit: 1, singleBatch: true, projection: { _id: 1 }, maxTimeMS: deadline - Date.now() };
    const found = await readFrom(collection, 'find', () => collection.find(narrowed({ _id: objectId }, access), options).toArray());
    return found.length > 0;
  }

  async remove({ schema, objectId, access }: AuthorizedAccess<ObjectTarget>, deadline: number): Promise<boolean> {
    if (access.kind === 'none') return false;
    assertBefore(deadline);
    const collection = this.#collection(schema.className);
    const { deletedCount } = await writeTo(collection, 'delete', () => collection.deleteOne(narrowed({ _id: objectId }, access)));
    return deletedCount > 0;
  }

  async removeMatching(query: AuthorizedAccess<CountQuery>, deadline: number): Promise<number> {
    if (query.access.kind === 'none') return 0;
    assertBefore(deadline);
    const collection = this.#collection(query.schema.className);
    const { deletedCount } = await writeTo(collection, 'delete', () => collection.deleteMany(filterOf(query)));
    return deletedCount;
  }

  prepare(schema: ClassSchema, further: readonly IndexDescription[]): Promise<void> {
    return this.#indexes.keep(this.#collection(schema.className), [...indexesOf(schema.className), ...further]);
  }

  async inTransaction<R>(targets: readonly WriteTarget[], deadline: number, work: (objects: ObjectWriter) => Promise<R>): Promise<R> {
    const [first] = targets;
    if (first === undefined) return work(this);
    assertBefore(deadline);
    return writeTo(this.#collection(first.className), 'transaction', async () => {
      const database = this.#collection(first.className).db;
      if (!(await hasTransactions(database))) return work(this);
      for (const { className, relations } of targets) await this.#relations.prepare(className, relations);
      return inTransaction(database, deadline, (session) => work(new MongoObjectWriter(this.#database, this.#relations, session)));
    });
  }

  #collection(className: string): Collection<StoredDocument> {
    return this.#database.collection(className);
  }
}

/** What a query matches and its caller may read. */
export function filterOf({ condition, schema, access }: AuthorizedAccess<CountQuery>): Record<string, unknown> {
  return narrowed(compileFilter(condition, schema), access);
}

/** What the driver asks for in one batch unless told; a reply holds at most 16 MB, then it asks again. */
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
