import { bulkFault, MongoBulkWriteError, writeTo, type AnyBulkWriteOperation, type Collection, type WriteError } from '@parlance/mongo';
import type { StoredDocument } from '@parlance/values';
import type { SharedStatement } from './shared-statements.ts';

/**
 * Makes MongoDB refuse the statement instead of telling nothing: an update command answers how many of its statements have met an object,
 * and not which, but it names those that it refuses. One that meets no object would insert it, with another `_id` than its filter names,
 * which MongoDB never does (ImmutableField).
 */
const REFUSED_WITHOUT_OBJECT = { $setOnInsert: { _id: null } } as const;

/**
 * Carries out the updates of one command, one after the other. One that meets no object, or that is refused, leaves the others.
 *
 * @param statements at least one; the filter of each names its `_id`
 * @returns for each, in order, whether it was carried out; of the others nothing was written
 */
export async function bulkUpdate(
  collection: Collection<StoredDocument>,
  statements: readonly SharedStatement[],
  maxTimeMS: number,
): Promise<readonly boolean[]> {
  const done = new Array<boolean>(statements.length).fill(true);
  const operations = statements.map(({ filter, update }) => ({
    updateOne: { filter, update: { ...update, ...REFUSED_WITHOUT_OBJECT }, upsert: true },
  }));
  await writeTo(collection, 'update', async () => {
    try {
      const writes = operations as unknown as AnyBulkWriteOperation<StoredDocument>[]; // the driver's type has `_id` as no member to set
      const { matchedCount } = await collection.bulkWrite(writes, { ordered: false, maxTimeMS });
      if (matchedCount !== statements.length) throw new Error('MongoDB has told no outcome of some updates.');
    } catch (error) {
      for (const { index } of refusedBy(error, statements.length)) done[index] = false;
    }
  });
  return done;
}

/**
 * The statements that were refused, where that is all that went wrong.
 *
 * @throws error itself when the command was broken off, since nobody knows then which of them were carried out
 */
function refusedBy(error: unknown, statements: number): readonly WriteError[] {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined) throw error;
  const refused = [error.writeErrors].flat();
  if (refused.length === 0 || error.matchedCount + refused.length !== statements) throw bulkFault(error) ?? error;
  return refused;
}
