import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';
import type { files } from '@parlance/contracts';

/** Ends a stream of raw DEFLATE whose parts were flushed: an empty block that is the last one. */
const LAST_BLOCK = Buffer.from([0x03, 0x00]);

const deflate = promisify<Buffer, object, Buffer>(deflateRaw);

/** A file of which nothing was packed yet. */
export function emptyFile(name: string): files.ExportedFile {
  return { name, parts: [], size: 0, packed: 0, crc: 0 };
}

/** A file with one more part, and the bytes of that. */
export interface PackedPart {
  readonly file: files.ExportedFile;
  readonly part: Buffer;
}

/**
 * Packs the next bytes of a file. Each part begins anew and ends at a byte, so that any process can make the next one, and all of them behind each
 * other are one stream.
 *
 * @param isLast nothing follows
 */
export async function packPart(file: files.ExportedFile, name: string, bytes: Buffer, isLast: boolean): Promise<PackedPart> {
  const packed = await deflate(bytes, { finishFlush: constants.Z_FULL_FLUSH });
  const part = isLast ? Buffer.concat([packed, LAST_BLOCK]) : packed;
  return {
    file: {
      name: file.name,
      parts: [...file.parts, name],
      size: file.size + bytes.length,
      packed: file.packed + part.length,
      crc: crc32(bytes, file.crc),
    },
    part,
  };
}
