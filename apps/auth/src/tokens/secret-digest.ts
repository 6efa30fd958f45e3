import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * The digest that is stored in place of a secret of 128 bits or more: SHA-256, 43 signs. A slow hash would add nothing, since nobody can
 * try 2^128.
 *
 * @param purpose keeps a digest of one use from counting for another
 */
export function secretDigest(secret: string, purpose: string): string {
  return createHash('sha256').update(purpose).update('\0').update(secret).digest('base64url');
}

/** True when the strings are equal; the time it takes tells nothing about where they differ. */
export function equalSecrets(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
