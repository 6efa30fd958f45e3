import type { Collection, Document, Filter, FindOptions } from '@parlance/mongo';

export type CursorOptions = Pick<
  FindOptions,
  'limit' | 'skip' | 'sort' | 'projection' | 'hint' | 'comment' | 'maxTimeMS' | 'readPreference'
>;

/** Takes the documents of one reply. May throw, which ends the reading. */
export type TakeDocuments = (documents: readonly Uint8Array[]) => void;

/** Finds documents by the driver's cursor, and hands them on as BSON, reply by reply. */
export async function readByCursor<T extends Document>(
  collection: Collection<T>,
  filter: Readonly<Record<string, unknown>>,
  options: CursorOptions,
  batchSize: number | undefined,
  take: TakeDocuments,
): Promise<void> {
  const defined = Object.fromEntries(Object.entries({ ...options, batchSize }).filter(([, value]) => value !== undefined));
  const cursor = collection.find(filter as Filter<T>, { ...defined, raw: true });
  try {
    while (await cursor.hasNext()) {
      const documents: unknown = cursor.readBufferedDocuments(); // the driver's types do not know the effect of `raw`
      take(documents as Uint8Array[]);
    }
  } finally {
    await cursor.close();
  }
}
