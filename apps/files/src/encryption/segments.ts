import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { FileSource } from '../store/file.store.ts';
import { inPieces } from '../store/pieces.ts';

/** Bytes that are encrypted and checked together: a range costs two of them more than it has at most. */
export const SEGMENT_BYTES = 64 << 10;
const TAG_BYTES = 16;
const SEALED_SEGMENT_BYTES = SEGMENT_BYTES + TAG_BYTES;
const NONCE_BYTES = 12;
const CIPHER = 'aes-256-gcm';

/**
 * A file in segments of AES-256-GCM. The nonce of a segment is its number and whether it is the last one, so that none can be moved,
 * left out or put behind the end; the key is the file's own, so that no nonce is used twice.
 */
export async function* sealSegments(source: FileSource, key: Buffer): AsyncGenerator<Buffer> {
  let number = 0;
  let waiting: Buffer | undefined;
  for await (const segment of inPieces(source, SEGMENT_BYTES)) {
    if (waiting !== undefined) yield sealSegment(waiting, key, number++, false);
    waiting = segment;
  }
  if (waiting !== undefined) yield sealSegment(waiting, key, number, true);
}

/** The bytes of a file that has so many stored bytes. */
export function plainBytes(storedBytes: number): number {
  return storedBytes - Math.ceil(storedBytes / SEALED_SEGMENT_BYTES) * TAG_BYTES;
}

/** The stored bytes in which the bytes from `from` up to but not including `to` are, and how to open them. */
export interface SealedRange {
  readonly storedFrom: number;
  readonly storedTo: number;
  open(stored: AsyncIterable<Buffer>): AsyncGenerator<Buffer>;
}

/** @throws Error from `open`, for bytes that somebody has changed */
export function sealedRange(storedBytes: number, from: number, to: number, key: Buffer): SealedRange {
  const first = Math.floor(from / SEGMENT_BYTES);
  const behind = Math.ceil(to / SEGMENT_BYTES);
  const count = Math.ceil(storedBytes / SEALED_SEGMENT_BYTES);
  return {
    storedFrom: first * SEALED_SEGMENT_BYTES,
    storedTo: Math.min(storedBytes, behind * SEALED_SEGMENT_BYTES),
    async *open(stored) {
      let number = first;
      for await (const sealed of inPieces(stored, SEALED_SEGMENT_BYTES)) {
        const segment = openSegment(sealed, key, number, number === count - 1);
        const begin = number * SEGMENT_BYTES;
        yield segment.subarray(Math.max(0, from - begin), Math.min(segment.length, to - begin));
        number++;
      }
    },
  };
}

function sealSegment(segment: Buffer, key: Buffer, number: number, isLast: boolean): Buffer {
  const cipher = createCipheriv(CIPHER, key, nonceOf(number, isLast));
  return Buffer.concat([cipher.update(segment), cipher.final(), cipher.getAuthTag()]);
}

function openSegment(sealed: Buffer, key: Buffer, number: number, isLast: boolean): Buffer {
  const decipher = createDecipheriv(CIPHER, key, nonceOf(number, isLast), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()]);
}

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeBigUInt64BE(BigInt(number), 0);
  nonce[NONCE_BYTES - 1] = isLast ? 1 : 0;
  return nonce;
}
