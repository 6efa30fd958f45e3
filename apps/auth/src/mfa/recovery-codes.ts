import { equalSecrets, randomText, secretDigest } from '../tokens/index.ts';

const CODES = 2;
const CODE_LENGTH = 30;
const PURPOSE = 'recovery code';

/** Codes for a lost device, 178 bits each: shown once, stored as digests. */
export function newRecoveryCodes(): { readonly codes: readonly string[]; readonly digests: readonly string[] } {
  const codes = Array.from({ length: CODES }, () => randomText(CODE_LENGTH));
  return { codes, digests: codes.map(digestOf) };
}

/** The stored codes that are left when `token` is one of them; undefined when it is none. Parse Server's are stored in the clear. */
export function withoutRecoveryCode(token: string, stored: readonly string[]): readonly string[] | undefined {
  if (token.length !== CODE_LENGTH) return undefined;
  const digest = digestOf(token);
  const left = stored.filter((code) => !equalSecrets(code, code.length === CODE_LENGTH ? token : digest));
  return left.length === stored.length ? undefined : left;
}

function digestOf(code: string): string {
  return secretDigest(code, PURPOSE);
}
