import { equalSecrets, randomText, secretDigest } from '../tokens/index.ts';

const CODES = 2;
const CODE_LENGTH = 30;
const PURPOSE = 'recovery code';

/**
 * Codes for a lost device, 178 bits each: shown once. They are stored as they are, so that they serve also when the database goes back to
 * Parse Server; the secret that lies beside them and makes every one-time password is in the clear as well.
 */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: CODES }, () => randomText(CODE_LENGTH));
}

/** The stored codes that are left when `token` is one of them; undefined when it is none. Some databases hold digests of codes. */
export function withoutRecoveryCode(token: string, stored: readonly string[]): readonly string[] | undefined {
  if (token.length !== CODE_LENGTH) return undefined;
  const digest = secretDigest(token, PURPOSE);
  const left = stored.filter((code) => !equalSecrets(code, code.length === CODE_LENGTH ? token : digest));
  return left.length === stored.length ? undefined : left;
}
