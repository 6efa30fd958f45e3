import { randomFillSync } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Largest multiple of 62 that fits a byte: bytes from here on are thrown away, or the first characters would come up more often. */
const FAIR_BYTES = 256 - (256 % ALPHABET.length);

/** Random bytes are drawn in blocks, since asking the system for ten at a time costs more than everything else here. */
const POOL_BYTES = 4_096;
const pool = new Uint8Array(POOL_BYTES);
let used = POOL_BYTES;

/**
 * Makes an objectId: `size` characters of A-Z, a-z, 0-9, each equally likely, from the system's secure random source.
 * Ten characters are 59 bits, so a class of a million objects sees a repeated id about once in a million inserts; the database
 * refuses that one and the caller draws again.
 */
export function newObjectId(size: number): string {
  let id = '';
  while (id.length < size) {
    if (used === POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const byte = pool[used++] ?? FAIR_BYTES;
    if (byte < FAIR_BYTES) id += ALPHABET[byte % ALPHABET.length];
  }
  return id;
}
