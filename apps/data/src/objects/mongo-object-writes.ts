import type { Authorized, AuthorizedAccess } from '@parlance/acl';
import { Gatherer } from '@parlance/cache';
import { ParseError } from '@parlance/errors';
import { readFrom, writeTo, type Collection, type IndexDescription } from '@parlance/mongo';
import type { ClassSchema, Polygon, StoredDocument } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import { indexesOf } from '../indexes/class-indexes.ts';
import { insertObjects } from './mongo-bulk-insert.ts';
import type { MongoIndexKeeper } from '../indexes/mongo-index-keeper.ts';
import type { MongoTextLanguages } from '../indexes/mongo-text-languages.ts';
import { MongoUniqueValues } from '../indexes/mongo-unique-values.ts';
import { insertWhole } from './mongo-insert-whole.ts';
import { narrowed, targetFilter } from './mongo-narrowed-filter.ts';
import { isDuplicateId, refusalOf } from './mongo-object-errors.ts';
import { filterOf } from './mongo-object-reads.ts';
import { needsTransaction, updateObject } from './mongo-object-update.ts';
import { MongoObjectWriter } from './mongo-object-writer.ts';
import { guardedOfDocument, type WriteParts } from './mongo-guarded-write.ts';
import { assertSimple, rehearse } from './mongo-rehearsal.ts';
import { MongoRelations } from './mongo-relations.ts';
import { SharedUpdates, type WaitingUpdate } from './mongo-shared-updates.ts';
import { assertBefore, hasTransactions, inTransaction } from './mongo-transaction.ts';
import { isShareable } from './shared-statements.ts';
import { Turns } from './turns.ts';
import { untilDeadline } from './until-deadline.ts';
import type {
  CountQuery,
  NewObject,
  ObjectChange,
  ObjectTarget,
  ObjectWriter,
  ObjectWrites,
  RehearsedWrite,
  WriteTarget,
} from './object.store.ts';

/** Writes to classes, which are collections of the app's database. */
export class MongoObjectWrites implements ObjectWrites {
  readonly #database: MongoAppDatabase;
  readonly #indexes: MongoIndexKeeper;
  readonly #texts: MongoTextLanguages;
  readonly #parts: WriteParts;
  readonly #inserts = new Gatherer((className, inserts: readonly PlainInsert[]) => insertGroup(this.#collection(className), inserts));
  readonly #updates = new SharedUpdates((update) => this.#updateAlone(update));
  /** Of the updates of one object that share no command. */
  readonly #turns = new Turns();

  constructor(database: MongoAppDatabase, indexes: MongoIndexKeeper, texts: MongoTextLanguages) {
    this.#database = database;
    this.#indexes = indexes;
    this.#texts = texts;
    const unique = new MongoUniqueValues(database, indexes);
    this.#parts = { unique, relations: new MongoRelations(database, indexes, unique) };
  }

  async insert(object: Authorized<NewObject>, deadline: number): Promise<boolean> {
    await this.#begin([object], deadline);
    if (object.relations.length > 0 || this.#isGuarded(object)) {
      return insertRelated(this.#collection(object.className), this.#parts, object, deadline);
    }
    const outcome = await this.#inserts.add(object.className, { document: object.document, deadline });
    return outcome();
  }

  async insertMany(objects: readonly Authorized<NewObject>[], deadline: number): Promise<readonly (Error | undefined)[]> {
    await this.#begin(objects.slice(0, 1), deadline);
    const [first] = objects;
    if (first === undefined) return [];
    if (objects.some((object) => this.#isGuarded(object))) return this.#insertEach(objects, deadline);
    const documents = objects.map((object) => object.document);
    return insertObjects(this.#collection(first.className), documents, deadline);
  }

  async #insertEach(objects: readonly Authorized<NewObject>[], deadline: number): Promise<readonly (Error | undefined)[]> {
    const failures: (Error | undefined)[] = [];
    for (const object of objects) {
      try {
        failures.push((await this.insert(object, deadline)) ? undefined : new ParseError('DuplicateValue', 'The objectId exists already.'));
      } catch (error) {
        if (!(error instanceof ParseError)) throw error;
        failures.push(error);
      }
    }
    return failures;
  }

  /** Whether the object has values that are kept apart by a transaction, while their index is missing. */
  #isGuarded({ className, document }: NewObject): boolean {
    return guardedOfDocument(this.#parts.unique, this.#collection(className), className, document).length > 0;
  }

  async update(change: AuthorizedAccess<ObjectChange>, deadline: number): Promise<StoredDocument | undefined> {
    if (change.access.kind === 'none') return undefined;
    await this.#begin([change.schema], deadline);
    const collection = this.#collection(change.schema.className);
    const update = { collection, change, filter: targetFilter(change), deadline };
    const isShared = isShareable(change) && !needsTransaction(collection, this.#parts, change);
    return isShared ? this.#updates.update(update) : this.#updateAlone(update);
  }

  #updateAlone({ collection, change, filter, deadline }: WaitingUpdate): Promise<StoredDocument | undefined> {
    return this.#turns.take(`${change.schema.className} ${change.objectId}`, () => {
      assertBefore(deadline);
      return updateObject(collection, this.#parts, change, filter, deadline);
    });
  }

  async exists({ schema, objectId, access }: AuthorizedAccess<ObjectTarget>, deadline: number): Promise<boolean> {
    if (access.kind === 'none') return false;
    assertBefore(deadline);
    const collection = this.#collection(schema.className);
    const options = { limit: 1, singleBatch: true, projection: { _id: 1 }, ...untilDeadline(deadline) };
    const found = await readFrom(collection, 'find', () => collection.find(narrowed({ _id: objectId }, access), options).toArray());
    return found.length > 0;
  }

  async remove({ schema, objectId, access }: AuthorizedAccess<ObjectTarget>, deadline: number): Promise<boolean> {
    if (access.kind === 'none') return false;
    assertBefore(deadline);
    const collection = this.#collection(schema.className);
    const filter = narrowed({ _id: objectId }, access);
    const { deletedCount } = await writeTo(collection, 'delete', () => collection.deleteOne(filter, untilDeadline(deadline)));
    return deletedCount > 0;
  }

  async removeMatching(query: AuthorizedAccess<CountQuery>, deadline: number): Promise<number> {
    if (query.access.kind === 'none') return 0;
    assertBefore(deadline);
    const collection = this.#collection(query.schema.className);
    const { deletedCount } = await writeTo(collection, 'delete', () => collection.deleteMany(filterOf(query), untilDeadline(deadline)));
    return deletedCount;
  }

  prepare(schema: ClassSchema, further: readonly IndexDescription[]): Promise<void> {
    return this.#indexes.keepSoon(this.#collection(schema.className), [...indexesOf(schema.className), ...further]);
  }

  rehearse(write: RehearsedWrite, deadline: number): Promise<void> {
    const className = write.kind === 'create' ? write.object.className : write.change.schema.className;
    return rehearse(this.#collection(className), write, deadline);
  }

  assertSimple(className: string, field: string, polygon: Polygon): Promise<void> {
    return assertSimple(this.#collection(className), field, polygon);
  }

  async inTransaction<R>(targets: readonly WriteTarget[], deadline: number, work: (objects: ObjectWriter) => Promise<R>): Promise<R> {
    const [first] = targets;
    if (first === undefined) return work(this);
    await this.#begin(targets, deadline);
    return writeTo(this.#collection(first.className), 'transaction', async () => {
      const database = this.#collection(first.className).db;
      if (!(await hasTransactions(database))) return work(this);
      for (const { className, relations } of targets) await this.#parts.relations.prepare(className, relations);
      return inTransaction(database, deadline, (session) => work(new MongoObjectWriter(this.#database, this.#parts, session)));
    });
  }

  /** Every write of values waits for this, at most once per class. */
  async #begin(targets: readonly { readonly className: string }[], deadline: number): Promise<void> {
    assertBefore(deadline);
    for (const { className } of targets) {
      const collection = this.#collection(className);
      if (!this.#texts.isFree(collection)) await this.#texts.free(collection);
    }
  }

  #collection(className: string): Collection<StoredDocument> {
    return this.#database.collection(className);
  }
}

/**
 * Inserts one object with its relation members, or with values that no index keeps apart, in one transaction.
 *
 * @returns false when the class has an object of this id
 */
async function insertRelated(
  collection: Collection<StoredDocument>,
  parts: WriteParts,
  object: NewObject,
  deadline: number,
): Promise<boolean> {
  await parts.relations.prepare(object.className, object.relations);
  return insertBy(collection, () =>
    inTransaction(collection.db, deadline, (session) => insertWhole(collection, parts, object, session, deadline)),
  );
}

/** One object without relation members, and the time at which its caller gives up. */
interface PlainInsert {
  readonly document: StoredDocument;
  readonly deadline: number;
}

/**
 * Inserts the objects of several callers into one class, in one command, which may take as long as the last of them waits. Objects that it
 * refuses are tried again alone: nothing of them was written, and alone each says why.
 *
 * @returns for each, in order, a function that gives the result of insertOne
 */
async function insertGroup(
  collection: Collection<StoredDocument>,
  inserts: readonly PlainInsert[],
): Promise<readonly (() => Promise<boolean>)[]> {
  const [first] = inserts;
  if (inserts.length === 1 && first !== undefined) {
    const inserted = await insertOne(collection, first);
    return [() => Promise.resolve(inserted)];
  }
  let deadline = 0;
  for (const insert of inserts) deadline = Math.max(deadline, insert.deadline);
  const documents = inserts.map(({ document }) => document);
  const failures = await insertObjects(collection, documents, deadline);
  return inserts.map((insert, at) => () => (failures[at] === undefined ? Promise.resolve(true) : insertOne(collection, insert)));
}

/**
 * Inserts one object without relation members.
 *
 * @returns false when the class has an object of this id
 */
function insertOne(collection: Collection<StoredDocument>, { document, deadline }: PlainInsert): Promise<boolean> {
  return insertBy(collection, () => collection.insertOne(document, untilDeadline(deadline)));
}

async function insertBy(collection: Collection<StoredDocument>, insert: () => Promise<unknown>): Promise<boolean> {
  return writeTo(collection, 'insert', async () => {
    try {
      await insert();
      return true;
    } catch (error) {
      if (isDuplicateId(error)) return false;
      throw refusalOf(error);
    }
  });
}
