import type { Collection, Document, Filter, FindOptions } from '@parlance/mongo';
import { RAW_BATCH, runRead, type CursorReply } from './mongo-read-commands.ts';

/** Documents of one reply. Most reads of ids end with the first one, which is one command and no cursor. */
const BATCH_DOCUMENTS = 10_000;

export type BatchOptions = Pick<FindOptions, 'limit' | 'skip' | 'sort' | 'projection' | 'maxTimeMS' | 'readPreference'>;

/** Takes the documents of one reply. May throw, which ends the reading. */
export type TakeDocuments = (documents: readonly Uint8Array[]) => void;

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
  await readByCursor(collection, filter, { limit, skip, sort, projection, maxTimeMS, readPreference }, take);
}

async function readByCursor<T extends Document>(
  collection: Collection<T>,
  filter: Readonly<Record<string, unknown>>,
  options: BatchOptions,
  take: TakeDocuments,
): Promise<void> {
  const defined = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const cursor = collection.find(filter as Filter<T>, { ...defined, batchSize: BATCH_DOCUMENTS, raw: true });
  try {
    while (await cursor.hasNext()) {
      const documents: unknown = cursor.readBufferedDocuments(); // the driver's types do not know the effect of `raw`
      take(documents as Uint8Array[]);
    }
  } finally {
    await cursor.close();
  }
}
