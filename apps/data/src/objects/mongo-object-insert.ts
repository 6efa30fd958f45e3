import {
  bulkFault,
  mongoSpan,
  MongoBulkWriteError,
  MongoServerError,
  toParseError,
  writeTo,
  type Collection,
  type WriteError,
} from '@parlance/mongo';
import type { StoredDocument } from '@parlance/values';
import { isDuplicateId, refusalOf } from './mongo-object-errors.ts';
import type { MongoRelations } from './mongo-relations.ts';
import { inTransaction, type TransactionSession } from './mongo-transaction.ts';
import type { NewObject } from './object.store.ts';

/**
 * Inserts one object with its relation members, in one transaction.
 *
 * @returns false when the class has an object of this id
 */
export async function insertRelated(
  collection: Collection<StoredDocument>,
  relations: MongoRelations,
  object: NewObject,
  deadline: number,
): Promise<boolean> {
  await relations.prepare(object.className, object.relations);
  return insertBy(collection, () =>
    inTransaction(collection.db, deadline, (session) => insertWhole(collection, relations, object, session)),
  );
}

/**
 * Inserts one object as one of the writes of a transaction.
 *
 * @returns false when the class has an object of this id, which has ended the transaction
 * @throws what the driver makes the transaction run again by
 */
export async function insertInTransaction(
  collection: Collection<StoredDocument>,
  relations: MongoRelations,
  object: NewObject,
  session: TransactionSession,
): Promise<boolean> {
  try {
    await mongoSpan('insert', collection, () => insertWhole(collection, relations, object, session));
    return true;
  } catch (error) {
    if (isDuplicateId(error)) return false;
    throw refusalOf(error);
  }
}

async function insertWhole(
  collection: Collection<StoredDocument>,
  relations: MongoRelations,
  { className, document, relations: changes }: NewObject,
  session: TransactionSession,
): Promise<void> {
  await collection.insertOne(document, { session });
  await relations.write(className, document['_id'] as string, changes, session);
}

/**
 * Inserts one object without relation members.
 *
 * @returns false when the class has an object of this id
 */
export function insertOne(collection: Collection<StoredDocument>, document: StoredDocument): Promise<boolean> {
  return insertBy(collection, () => collection.insertOne(document));
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

/**
 * Inserts what several callers want to insert into one class, in one command. What it refuses is tried again alone: nothing of it was
 * written, and alone it says why.
 *
 * @returns for each, in order, a function that tells what insertOne would
 */
export async function insertGroup(
  collection: Collection<StoredDocument>,
  documents: readonly StoredDocument[],
): Promise<readonly (() => Promise<boolean>)[]> {
  const [first] = documents;
  if (documents.length === 1 && first !== undefined) {
    const inserted = await insertOne(collection, first);
    return [() => Promise.resolve(inserted)];
  }
  const failures = await insertObjects(collection, documents);
  return documents.map((document, at) => () => (failures[at] === undefined ? Promise.resolve(true) : insertOne(collection, document)));
}

/**
 * Inserts several objects without relation members. One that cannot be inserted leaves the others.
 *
 * @returns for each, in order, why it was not inserted; undefined when it was
 */
export async function insertObjects(
  collection: Collection<StoredDocument>,
  documents: readonly StoredDocument[],
): Promise<readonly (Error | undefined)[]> {
  const outcomes = new Array<Error | undefined>(documents.length).fill(undefined);
  await writeTo(collection, 'insert', async () => {
    try {
      await collection.insertMany(documents, { ordered: false });
    } catch (error) {
      for (const { index, errmsg, code } of refusedBy(error, documents.length)) {
        const failure = new MongoServerError({ message: errmsg ?? '', code });
        outcomes[index] = toParseError(refusalOf(failure), { write: true });
      }
    }
  });
  return outcomes;
}

/**
 * The documents that a bulk insert refused, where that is all that went wrong with it.
 *
 * @throws error itself when the insert was broken off, since nobody knows then what was inserted: the driver reports that by the same
 *   class of error, without a word about any document
 */
function refusedBy(error: unknown, documents: number): readonly WriteError[] {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined) throw error;
  const refused = [error.writeErrors].flat();
  if (refused.length === 0 || error.insertedCount + refused.length !== documents) throw bulkFault(error) ?? error;
  return refused;
}
