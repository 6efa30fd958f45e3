import { createDecipheriv, hash, type DecipherGCM } from 'node:crypto';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { StoredFile } from '../store/file.store.ts';

const IV_BYTES = 16;
const TAG_BYTES = 16;
/** Parse Server takes this many characters of a digest in base64 for its key. */
const KEY_CHARACTERS = 32;

/** How the bytes of a file that Parse Server has stored are read. */
export interface ParseServerFile {
  readonly size: number;
  /** The bytes from `from` up to but not including `to`. */
  read(from: number, to: number): AsyncIterable<Buffer>;
}

/**
 * Opens a file that Parse Server may have encrypted as a whole: the ciphertext, 16 bytes of nonce, 16 bytes of tag. Nothing marks such a
 * file, so that it is read once to the end: the tag tells. Memory does not grow with the file.
 *
 * @returns undefined for a file that is not encrypted with this key
 */
export async function openParseServerFile<File extends Pick<StoredFile, 'storedBytes'>>(
  store: { read(file: File, from: number, to: number): Readable },
  file: File,
  encryptionKey: string,
): Promise<ParseServerFile | undefined> {
  const size = file.storedBytes - IV_BYTES - TAG_BYTES;
  if (size < 0) return undefined;
  const end = await buffer(store.read(file, size, file.storedBytes));
  const decipher = () => decipherOf(encryptionKey, end);
  if (!(await isSealedBy(decipher(), store.read(file, 0, size)))) return undefined;
  return { size, read: (from, to) => opened(decipher(), store.read(file, 0, to), from) };
}

async function isSealedBy(decipher: DecipherGCM, sealed: AsyncIterable<Buffer>): Promise<boolean> {
  for await (const part of sealed) decipher.update(part);
  try {
    decipher.final();
    return true;
  } catch {
    return false;
  }
}

/** GCM decrypts from the beginning: the bytes before `from` are thrown away. Its tag was checked before. */
async function* opened(decipher: DecipherGCM, sealed: AsyncIterable<Buffer>, from: number): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const part of sealed) {
    const clear = decipher.update(part);
    const begin = Math.max(0, from - at);
    at += clear.length;
    if (begin < clear.length) yield clear.subarray(begin);
  }
}

function decipherOf(encryptionKey: string, end: Buffer): DecipherGCM {
  const key = hash('sha256', encryptionKey, 'base64').slice(0, KEY_CHARACTERS);
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key), end.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(end.subarray(IV_BYTES));
  return decipher;
}
