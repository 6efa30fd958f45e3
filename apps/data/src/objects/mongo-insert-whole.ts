import { mongoSpan, type Collection } from '@parlance/mongo';
import type { StoredDocument } from '@parlance/values';
import { isDuplicateId, refusalOf } from './mongo-object-errors.ts';
import { guardedOfDocument, type WriteParts } from './mongo-guarded-write.ts';
import type { TransactionSession } from './mongo-transaction.ts';
import type { NewObject } from './object.store.ts';
import { untilDeadline } from './until-deadline.ts';

/**
 * Inserts one object as one of the writes of a transaction.
 *
 * @returns false when the class has an object of this id, which has ended the transaction
 * @throws the errors by which the driver makes the transaction run again
 */
export async function insertInTransaction(
  collection: Collection<StoredDocument>,
  parts: WriteParts,
  object: NewObject,
  session: TransactionSession,
  deadline: number,
): Promise<boolean> {
  try {
    await mongoSpan('insert', collection, () => insertWhole(collection, parts, object, session, deadline));
    return true;
  } catch (error) {
    if (isDuplicateId(error)) return false;
    throw refusalOf(error);
  }
}

/** Inserts one object with its relation members, within a transaction. @throws as the driver */
export async function insertWhole(
  collection: Collection<StoredDocument>,
  { relations, unique }: WriteParts,
  { className, document, relations: changes }: NewObject,
  session: TransactionSession,
  deadline: number,
): Promise<void> {
  const guarded = guardedOfDocument(unique, collection, className, document);
  await unique.around(guarded, session, deadline, () => collection.insertOne(document, { session, ...untilDeadline(deadline) }));
  await relations.write(className, document['_id'] as string, changes, session, deadline);
}
