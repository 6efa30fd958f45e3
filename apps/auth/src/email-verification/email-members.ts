import type { AppSettings } from '@parlance/app-settings';
import { ParseError } from '@parlance/errors';
import type { UnknownObject } from '@parlance/values';
import { withoutLink } from '../records/mail-links.ts';
import type { UserRecord } from '../records/user-record.ts';

const UNSET = { __op: 'Delete' } as const;

type VerificationSettings = Pick<AppSettings, 'verifyUserEmails'>;

/** The members that come with the address of a new user. `rest` may say that the address is verified; only the master key's does. */
export function firstEmailMembers(email: string | null | undefined, rest: UnknownObject, settings: VerificationSettings): UnknownObject {
  if (typeof email !== 'string') return {};
  return { email, ...(settings.verifyUserEmails && rest['emailVerified'] === undefined ? { emailVerified: false } : {}) };
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
  settings: VerificationSettings,
): UnknownObject {
  if (!isNewEmail(email, user)) return {};
  const verified = email !== null && settings.verifyUserEmails ? false : UNSET;
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

/** Tells whether a user with the right password has to wait until their address is verified. */
export function awaitsVerification(
  user: Pick<UserRecord, 'emailVerified'>,
  settings: Pick<AppSettings, 'verifyUserEmails' | 'preventLoginWithUnverifiedEmail'>,
): boolean {
  return settings.verifyUserEmails && settings.preventLoginWithUnverifiedEmail && user.emailVerified !== true;
}

/** The answer to such a user. */
export function notVerified(): ParseError {
  return new ParseError('EmailNotVerified', 'User email is not verified.');
}
