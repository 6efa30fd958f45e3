import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'r:';
const TOKEN_BYTES = 16;
const TOKEN = /^r:[0-9a-f]{32}$/;

/** A fresh session token: `r:` and 128 unpredictable bits in hexadecimals, the form Parse Server makes. */
export function newSessionToken(): string {
  return PREFIX + randomBytes(TOKEN_BYTES).toString('hex');
}

/** True for the form of tokens that have a session. */
export function isSessionToken(text: string): boolean {
  return TOKEN.test(text);
}

/** True for tokens of the old hosted service, which stand in the user and have no session: any string without `r:`. */
export function isLegacyToken(text: string): boolean {
  return text !== '' && !text.startsWith(PREFIX);
}

/** The name of a token in caches and queues, from which the token cannot be found. */
export function sessionTokenKey(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
