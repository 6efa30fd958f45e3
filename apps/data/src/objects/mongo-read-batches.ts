import type { Collection, Document, FindOptions } from '@parlance/mongo';
import { readByCursor, type TakeDocuments } from './mongo-cursor-reads.ts';
import { RAW_BATCH, runRead, type CursorReply } from './mongo-read-commands.ts';

/** Documents of one reply. Most reads of ids end with the first one, which is one command and no cursor. */
const BATCH_DOCUMENTS = 10_000;

export type BatchOptions = Pick<FindOptions, 'limit' | 'skip' | 'sort' | 'projection' | 'maxTimeMS' | 'readPreference'>;

/** Finds documents, however many, and hands them on as BSON while they come: at most one reply is held at a time. */
export async function readBatches<T extends Document>(
  collection: Collection<T>,
  filter: Readonly<Record<string, unknown>>,
  { limit, skip, sort, projection, maxTimeMS, readPreference }: BatchOptions,
  take: TakeDocuments,
): Promise<void> {
  const command = { find: collection.collectionName, filter, limit, skip, sort, projection, maxTimeMS, batchSize: BATCH_DOCUMENTS };
  const { cursor } = await runRead<CursorReply<Uint8Array>>(collection, command, { readPreference, ...RAW_BATCH });
  if (cursor.id.toString() === '0') return take(cursor.firstBatch);
  // Only the driver's cursor knows which member of the replica set it has to ask for more. It begins anew.
  await collection.db.command({ killCursors: collection.collectionName, cursors: [cursor.id] }, { readPreference });
  await readByCursor(collection, filter, { limit, skip, sort, projection, maxTimeMS, readPreference }, BATCH_DOCUMENTS, take);
}
