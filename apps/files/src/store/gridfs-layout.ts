import type { Binary, Collection, Long, ObjectId } from '@parlance/mongo';
import type { Annotations, FileHead } from './file.store.ts';

/** GridFS's own, which Parse Server uses, too. */
export const CHUNK_BYTES = 255 << 10;
/** How long the database may take for a read, in milliseconds. */
export const READ_TIME_MS = 8_000;

/** A document of `fs.files`. Parse Server knows `parlance` not, and leaves it alone. */
export interface FileDocument {
  readonly _id: ObjectId;
  readonly filename: string;
  readonly length: number | Long;
  readonly chunkSize: number;
  readonly uploadDate: Date;
  readonly metadata?: Annotations | null;
  readonly parlance?: Omit<FileHead, 'metadata'>;
}

/** A document of `fs.chunks`; read with `promoteBuffers`. */
export interface ChunkDocument {
  readonly _id: ObjectId;
  readonly files_id: ObjectId;
  readonly n: number;
  readonly data: Buffer | Binary;
}

export interface GridCollections {
  readonly files: Collection<FileDocument>;
  readonly chunks: Collection<ChunkDocument>;
}

/** Options of a read that is answered by one reply, without a cursor that stays open. */
export function wholeBatch(limit: number): {
  readonly limit: number;
  readonly batchSize: number;
  readonly singleBatch: true;
  readonly maxTimeMS: number;
} {
  return { limit, batchSize: limit, singleBatch: true, maxTimeMS: READ_TIME_MS };
}

/**
 * Takes away all that an upload which failed may have left. The documents go first: without them nobody can read the chunks, and where
 * those cannot be removed now, clean-up does it.
 */
export async function discard({ files, chunks }: GridCollections, ids: readonly ObjectId[]): Promise<void> {
  try {
    await files.deleteMany({ _id: { $in: ids } });
    await chunks.deleteMany({ files_id: { $in: ids } });
  } catch {
    // The upload's own error says more.
  }
}
