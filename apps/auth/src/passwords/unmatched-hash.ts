import { readStoredHash } from './hash-format.ts';
import { ARGON2_PARAMETERS, type HashingScheme } from './hashing-scheme.ts';

/** A hash as the scheme makes them, of no password: the salt and the digest are fixed strings. */
export function unmatchedHash(scheme: HashingScheme): string {
  return scheme.algorithm === 'bcrypt' ? ofBcrypt(scheme.bcryptRounds) : ofArgon2(ARGON2_PARAMETERS);
}

/** A hash of no password that takes as long to check as this one. @returns undefined for one that is never checked */
export function unmatchedLike(stored: string): string | undefined {
  const format = readStoredHash(stored);
  if (format.kind === 'bcrypt') return ofBcrypt(format.rounds);
  return format.kind === 'argon2id' ? ofArgon2(format) : undefined;
}

function ofBcrypt(rounds: number): string {
  return `$2y$${String(rounds).padStart(2, '0')}$${'.'.repeat(53)}`;
}

interface Argon2Parameters {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

function ofArgon2({ memoryKib, passes, lanes }: Argon2Parameters): string {
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${'A'.repeat(22)}$${'A'.repeat(43)}`;
}
