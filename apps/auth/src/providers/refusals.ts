import { ParseError } from '@parlance/errors';

/** 251: the credentials prove nothing. `reason` is a clause for people; it quotes nothing that was sent. */
export function notVerified(provider: string, reason: string, cause?: unknown): ParseError {
  return new ParseError(
    'InvalidLinkedSession',
    `${provider} auth is invalid for this user: ${reason}.`,
    cause === undefined ? {} : { cause },
  );
}

/** 252 */
export function unsupported(): ParseError {
  return new ParseError('UnsupportedService', 'This authentication method is unsupported.');
}

/** 253 */
export function malformed(what: string): ParseError {
  return new ParseError('InvalidAuthData', what);
}
