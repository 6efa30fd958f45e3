import { ParseError } from '@parlance/errors';
import { lacksSecondary, MongoError, MongoNetworkError, type Collection, type Document, type FindOptions } from '@parlance/mongo';
import type { StoredDocument } from '@parlance/values';
import { answerTooLarge } from '../find/answer-budget.ts';
import { readByCursor } from './mongo-cursor-reads.ts';

/**
 * Reads as single database commands. The driver's cursors do the same and more, and cost half again as much processor time for ten
 * documents, three times as much for a hundred: they hold each document once more, and can ask for a second batch that is never needed.
 */

type Filter = Readonly<Record<string, unknown>>;

/** A reply with its first batch left as BSON. */
export interface CursorReply<T> {
  readonly cursor: { readonly id: { toString(): string }; readonly firstBatch: T[] };
}

/** Documents stay BSON, and the id of a cursor stays a Long: as a number it could not be given back. */
export const RAW_BATCH = { fieldsAsRaw: { firstBatch: true }, promoteLongs: false } as const;

/**
 * Finds documents and leaves them as BSON.
 *
 * @param options limit and maxTimeMS are always set; the limit is asked for in one batch
 * @param bytesMax of all documents together, looked at where they take more than one reply
 * @throws InvalidQuery (102) for more
 */
export async function findRaw(
  collection: Collection<StoredDocument>,
  filter: Filter,
  { limit, skip, sort, projection, hint, comment, maxTimeMS, readPreference }: FindOptions,
  bytesMax = Infinity,
): Promise<Uint8Array[]> {
  // A batch that could hold one more: some plans only see that they are at their end when they are asked for it.
  const batchSize = limit === undefined ? undefined : limit + 1;
  const where = { find: collection.collectionName, filter, limit, batchSize, skip, sort, projection, hint, comment, maxTimeMS };
  const { cursor } = await runRead<CursorReply<Uint8Array>>(collection, where, { readPreference, ...RAW_BATCH });
  if (cursor.id.toString() === '0') return cursor.firstBatch;
  // One reply holds 16 MB. A larger result is read by the driver's cursor, and the one that was begun here is given back.
  await collection.db.command({ killCursors: collection.collectionName, cursors: [cursor.id] }, { readPreference });
  const found: Uint8Array[] = [];
  let bytes = 0;
  const options = { limit, skip, sort, projection, hint, comment, maxTimeMS, readPreference };
  await readByCursor(collection, filter, options, limit, (documents) => {
    for (const document of documents) {
      bytes += document.byteLength;
      found.push(document);
    }
    if (bytes > bytesMax) throw answerTooLarge(bytesMax);
  });
  return found;
}

/** Counts by aggregation, which alone is exact in a sharded cluster. */
export async function countMatching(
  collection: Collection<StoredDocument>,
  filter: Filter,
  { hint, comment, maxTimeMS, readPreference }: Pick<FindOptions, 'hint' | 'comment' | 'maxTimeMS' | 'readPreference'>,
): Promise<number> {
  const pipeline = [{ $match: filter }, { $group: { _id: null, count: { $sum: 1 } } }];
  const command = { aggregate: collection.collectionName, pipeline, cursor: {}, hint, comment, maxTimeMS };
  const { cursor } = await runRead<CursorReply<{ readonly count: number }>>(collection, command, { readPreference });
  return cursor.firstBatch[0]?.count ?? 0;
}

/** @throws InvalidQuery (102) at once, where no member is one that may be read from */
export function assertMember({ db }: Pick<Collection<StoredDocument>, 'db'>, readPreference: FindOptions['readPreference']): void {
  if (readPreference !== 'secondary' || !lacksSecondary(db.client)) return;
  throw new ParseError('InvalidQuery', 'There is no secondary to read from. SECONDARY_PREFERRED reads from the primary then.');
}

/** Runs a reading command; once more when a connection broke, as the driver does for the reads it knows as such. */
export async function runRead<Reply>(
  collection: Pick<Collection<StoredDocument>, 'db' | 'readConcern' | 'readPreference'>,
  command: Document,
  {
    readPreference,
    ...options
  }: Pick<FindOptions, 'readPreference'> & { readonly fieldsAsRaw?: Document; readonly promoteLongs?: boolean },
): Promise<Reply> {
  assertMember(collection, readPreference);
  const { db, readConcern } = collection;
  const level = readConcern?.level;
  const asked = level === undefined ? command : { ...command, readConcern: { level } };
  const settings = { ...options, readPreference: readPreference ?? collection.readPreference, ignoreUndefined: true };
  const run = async (): Promise<Reply> => (await db.command(asked, settings)) as Reply;
  try {
    return await run();
  } catch (error) {
    const isBroken = error instanceof MongoNetworkError || (error instanceof MongoError && error.hasErrorLabel('RetryableReadError'));
    if (!isBroken) throw error;
    return run();
  }
}
