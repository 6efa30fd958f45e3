import { bulkFault, MongoBulkWriteError, MongoServerError, toParseError, writeTo, type Collection, type WriteError } from '@parlance/mongo';
import type { StoredDocument } from '@parlance/values';
import { refusalOf } from './mongo-object-errors.ts';
import { untilDeadline } from './until-deadline.ts';

/**
 * Inserts several objects without relation members. One that cannot be inserted leaves the others.
 *
 * @returns for each, in order, why it was not inserted; undefined when it was
 */
export async function insertObjects(
  collection: Collection<StoredDocument>,
  documents: readonly StoredDocument[],
  deadline: number,
): Promise<readonly (Error | undefined)[]> {
  const outcomes = new Array<Error | undefined>(documents.length).fill(undefined);
  await writeTo(collection, 'insert', async () => {
    try {
      await collection.insertMany(documents, { ordered: false, ...untilDeadline(deadline) });
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
 * @throws error itself when the insert was broken off, since nobody knows then which documents were inserted: the
 *   driver reports that by the same class of error, without a word about any document
 */
function refusedBy(error: unknown, documents: number): readonly WriteError[] {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined) throw error;
  const refused = [error.writeErrors].flat();
  if (refused.length === 0 || error.insertedCount + refused.length !== documents) throw bulkFault(error) ?? error;
  return refused;
}
