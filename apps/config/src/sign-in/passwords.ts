import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

/** 32 MiB for each hash, thrice over: as strong as OWASP asks, and four at a time fit a small container. */
const COST_LOG2 = 15;
const BLOCK_SIZE = 8;
const PARALLELIZATION = 3;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Room that Node asks for beside the memory of the function itself. */
const MEMORY_FACTOR = 2;
const FORM = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/;

/** Hashes a password: `scrypt$<log2 of N>$<r>$<p>$<salt>$<hash>`, the last two in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derived(password, salt, COST_LOG2, BLOCK_SIZE, PARALLELIZATION, HASH_BYTES);
  return ['scrypt', COST_LOG2, BLOCK_SIZE, PARALLELIZATION, salt.toString('base64'), hash.toString('base64')].join('$');
}

/**
 * Tells whether a password is the one that was hashed.
 *
 * @param stored undefined for somebody who has none: the answer is false, and takes as long
 */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, cost, blockSize, parallelization, salt, hash] = FORM.exec(stored ?? '') ?? [];
  if (salt === undefined || hash === undefined) {
    await derived(password, Buffer.alloc(SALT_BYTES), COST_LOG2, BLOCK_SIZE, PARALLELIZATION, HASH_BYTES);
    return false;
  }
  const expected = Buffer.from(hash, 'base64');
  const found = await derived(
    password,
    Buffer.from(salt, 'base64'),
    Number(cost),
    Number(blockSize),
    Number(parallelization),
    expected.length,
  );
  return timingSafeEqual(found, expected);
}

function derived(password: string, salt: Buffer, costLog2: number, r: number, p: number, length: number): Promise<Buffer> {
  const N = 2 ** costLog2;
  const options: ScryptOptions = { N, r, p, maxmem: MEMORY_FACTOR * 128 * N * r };
  return new Promise((resolve, reject) => {
    // The same letters in another form of Unicode are the same password: keyboards differ.
    scrypt(password.normalize('NFKC'), salt, length, options, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
