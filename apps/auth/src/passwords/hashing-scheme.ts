import type { AppSettings } from '@parlance/app-settings';
import type { StoredHash } from './hash-format.ts';

/** How an app's new passwords are hashed. */
export type HashingScheme = AppSettings['passwordHashing'];

/** bcrypt sees no more of a password than this, in bytes of UTF-8. */
export const BCRYPT_BYTES_MAX = 72;
/** Longest input that argon2id is given, in bytes; the time it takes grows with the length. */
export const ARGON2_BYTES_MAX = 4_096;

/** RFC 9106 and OWASP's password storage cheat sheet: 19 MiB, two passes, one lane. */
export const ARGON2_PARAMETERS = { memoryKib: 19_456, passes: 2, lanes: 1 } as const;

/** Longest new password under a scheme, in bytes. */
export function bytesMaxOf(scheme: HashingScheme): number {
  return scheme.algorithm === 'bcrypt' ? BCRYPT_BYTES_MAX : ARGON2_BYTES_MAX;
}

/**
 * True when a password that just matched `stored` should be hashed anew by the app's scheme: at log-in, unnoticed by the user. It goes in
 * both directions, so an app that chose argon2id can become readable for Parse Server again, which knows bcrypt alone.
 *
 * Never for passwords beyond bcrypt's horizon: another one with the same beginning may have matched, and it would replace the real one.
 */
export function needsRehash(password: string, stored: StoredHash, scheme: HashingScheme): boolean {
  if (Buffer.byteLength(password) > BCRYPT_BYTES_MAX) return false;
  if (stored.kind === 'bcrypt') return scheme.algorithm !== 'bcrypt' || stored.rounds < scheme.bcryptRounds;
  if (stored.kind !== 'argon2id') return false;
  if (scheme.algorithm !== 'argon2id') return true;
  return stored.memoryKib < ARGON2_PARAMETERS.memoryKib || stored.passes < ARGON2_PARAMETERS.passes;
}
