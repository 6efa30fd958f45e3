/**
 * The scheme and the cost that a stored password states.
 *
 * `costly`: a hash that would take more time or memory than one log-in may have. Stored hashes can come from an import, so their own
 * parameters are not trusted: a string of 90 bytes can ask for 100 GB.
 */
export type StoredHash =
  | { readonly kind: 'bcrypt'; readonly rounds: number }
  | { readonly kind: 'argon2id'; readonly memoryKib: number; readonly passes: number; readonly lanes: number }
  | { readonly kind: 'costly' }
  | { readonly kind: 'unknown' };

/** 2^15 rounds take about two seconds; imports with more are not met. */
const BCRYPT_ROUNDS_MAX = 15;
const ARGON2_MEMORY_KIB_MAX = 256 << 10;
const ARGON2_PASSES_MAX = 10;
const ARGON2_LANES_MAX = 8;

const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const ARGON2ID = /^\$argon2id\$v=19\$m=(\d{1,10}),t=(\d{1,10}),p=(\d{1,3})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,172}$/;

/** Source: docs/contract/22-mongodb-storage-format.md section 7.1 for bcrypt; RFC 9106 and the PHC string format for argon2id. */
export function readStoredHash(text: string): StoredHash {
  const bcrypt = BCRYPT.exec(text);
  if (bcrypt !== null) {
    const rounds = Number(bcrypt[1]);
    if (rounds < 4 || rounds > 31) return { kind: 'unknown' };
    return rounds > BCRYPT_ROUNDS_MAX ? { kind: 'costly' } : { kind: 'bcrypt', rounds };
  }
  const argon2 = ARGON2ID.exec(text);
  if (argon2 === null) return { kind: 'unknown' };
  const [memoryKib = 0, passes = 0, lanes = 0] = argon2.slice(1).map(Number);
  if (memoryKib > ARGON2_MEMORY_KIB_MAX || passes > ARGON2_PASSES_MAX || lanes > ARGON2_LANES_MAX) return { kind: 'costly' };
  if (lanes < 1 || passes < 1 || memoryKib < 8 * lanes) return { kind: 'unknown' };
  return { kind: 'argon2id', memoryKib, passes, lanes };
}
