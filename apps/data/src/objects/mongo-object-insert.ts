import { MongoBulkWriteError, MongoServerError, toParseError, writeTo, type Collection } from '@parlance/mongo';
import type { StoredDocument } from '@parlance/values';
import { isDuplicateId, refusalOf } from './mongo-object-errors.ts';
import type { MongoRelations } from './mongo-relations.ts';
import { inTransaction } from './mongo-transaction.ts';
import type { NewObject } from './object.store.ts';

/**
 * Inserts one object with its relation members; a transaction is only needed where there are some.
 *
 * @returns false when the class has an object of this id
 */
export async function insertObject(
  collection: Collection<StoredDocument>,
  relations: MongoRelations,
  { className, document, relations: changes }: NewObject,
  deadline: number,
): Promise<boolean> {
  if (changes.length > 0) await relations.prepare(className, changes);
  return writeTo(collection, 'insert', async () => {
    try {
      if (changes.length === 0) await collection.insertOne(document);
      else {
        await inTransaction(collection.db, deadline, async (session) => {
          await collection.insertOne(document, { session });
          await relations.write(className, document['_id'] as string, changes, session);
        });
      }
      return true;
    } catch (error) {
      if (isDuplicateId(error)) return false;
      throw refusalOf(error);
    }
  });
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
      if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined) throw error;
      for (const { index, errmsg, code } of [error.writeErrors].flat()) {
        const failure = new MongoServerError({ message: errmsg ?? '', code });
        outcomes[index] = toParseError(refusalOf(failure), { write: true });
      }
    }
  });
  return outcomes;
}
