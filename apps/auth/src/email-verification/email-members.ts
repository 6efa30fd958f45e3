import { ParseError } from '@parlance/errors';
import type { UnknownObject } from '@parlance/values';
import { withoutLink } from '../records/mail-links.ts';
import type { UserRecord } from '../records/user-record.ts';

const UNSET = { __op: 'Delete' } as const;

/** The members that come with the address of a new user. `rest` may say that the address is verified; only the master key's does. */
export function firstEmailMembers(email: string | null | undefined, rest: UnknownObject, isToBeVerified: boolean): UnknownObject {
  if (typeof email !== 'string') return {};
  return { email, ...(isToBeVerified && rest['emailVerified'] === undefined ? { emailVerified: false } : {}) };
}

/**
 * The members that change with an address. Facts about the old one do not hold for the new one: it counts as unverified, and the
 * links that were mailed to the old one are void. An address that is sent back unchanged is not written at all: it could be changed
 * meanwhile, and must not come back with the facts about its successor.
 */
export function changedEmailMembers(
  email: string | null | undefined,
  user: Pick<UserRecord, 'email'>,
  rest: UnknownObject,
  isToBeVerified: boolean,
): UnknownObject {
  if (!isNewEmail(email, user)) return {};
  const verified = email !== null && isToBeVerified ? false : UNSET;
  return {
    email: email ?? UNSET,
    ...(rest['emailVerified'] === undefined ? { emailVerified: verified } : {}),
    ...withoutLink('verification'),
    ...withoutLink('password-reset'),
  };
}

/** False also for the removal of an address that is not there. */
export function isNewEmail(email: string | null | undefined, user: Pick<UserRecord, 'email'>): email is string | null {
  return email !== undefined && (email ?? undefined) !== user.email;
}

/** The answer to a user who has to verify their address first. */
export function notVerified(): ParseError {
  return new ParseError('EmailNotVerified', 'User email is not verified.');
}
