import { createHash } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Bytes from here on would make the first letters of the alphabet come more often than the others. */
const EVEN = 256 - (256 % ALPHABET.length);
const DIGEST_BYTES = 64;

/**
 * The id of an object whose row names none: the same whenever the same row of the same import comes, so that a repeated row is known by it, and
 * as hard to meet by chance as a drawn one.
 */
export function importedId(importId: string, row: number, size: number): string {
  let id = '';
  for (let round = 0; id.length < size; round++) {
    const digest = createHash('sha512').update(`${importId}.${row}.${round}`).digest();
    for (let at = 0; at < DIGEST_BYTES && id.length < size; at++) {
      const byte = digest[at] as number;
      if (byte < EVEN) id += ALPHABET[byte % ALPHABET.length];
    }
  }
  return id;
}
