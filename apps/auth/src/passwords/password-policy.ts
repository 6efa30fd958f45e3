import { type AppSettings, passwordPattern } from '@parlance/app-settings';
import { ParseError } from '@parlance/errors';
import { bytesMaxOf, type HashingScheme } from './hashing-scheme.ts';

export type PasswordPolicy = AppSettings['passwordPolicy'];

const DOES_NOT_FIT = 'Password does not meet the Password Policy requirements.';
const DAY_MS = 86_400_000;

/**
 * Refuses a new password that the app does not want, before anything is hashed.
 *
 * @param username of the user whose password it becomes; undefined when that user has none
 * @throws ParseError PasswordMissing for an empty one, ValidationFailed for others; the text may be the app's
 */
export function checkNewPassword(password: string, username: string | undefined, policy: PasswordPolicy, scheme: HashingScheme): void {
  if (password === '') throw new ParseError('PasswordMissing', 'password is required');
  const bytesMax = bytesMaxOf(scheme);
  if (Buffer.byteLength(password) > bytesMax) throw refused(`Password cannot have more than ${bytesMax} bytes.`);
  if (policy.validatorPattern !== null && passwordPattern(policy.validatorPattern)?.(password) !== true) {
    throw refused(policy.validationError ?? DOES_NOT_FIT); // a pattern that cannot be read refuses too
  }
  if (policy.doNotAllowUsername && username !== undefined && username !== '' && password.includes(username)) {
    throw refused('Password cannot contain your username.');
  }
}

/**
 * True when a password is so old that nobody logs in with it any more.
 *
 * @param changedAt undefined for passwords from before the policy: the caller then stores the present time, so that the age begins to count
 */
export function isPasswordExpired(changedAt: Date | undefined, policy: PasswordPolicy, now: Date): boolean {
  if (policy.maxPasswordAge === null || changedAt === undefined) return false;
  return now.getTime() >= changedAt.getTime() + policy.maxPasswordAge * DAY_MS;
}

/** The answer to a log-in with an expired password. */
export function expiredPassword(): ParseError {
  return new ParseError('ObjectNotFound', 'Your password has expired. Please reset your password.');
}

/** The hashes that a new password must not match: the present one and former ones, `maxPasswordHistory` in all. */
export function forbiddenHashes(current: string | undefined, history: readonly string[], policy: PasswordPolicy): readonly string[] {
  if (policy.maxPasswordHistory === 0) return [];
  return [...(current === undefined ? [] : [current]), ...latest(history, policy.maxPasswordHistory - 1)];
}

/** The history to store beside a new password: oldest first, the present one not in it. Undefined when none is kept. */
export function historyAfter(
  current: string | undefined,
  history: readonly string[],
  policy: PasswordPolicy,
): readonly string[] | undefined {
  if (policy.maxPasswordHistory === 0) return undefined;
  return latest([...history, ...(current === undefined ? [] : [current])], policy.maxPasswordHistory - 1);
}

/** The answer to a new password that was used before. */
export function repeatedPassword(policy: PasswordPolicy): ParseError {
  return refused(`New password should not be the same as last ${policy.maxPasswordHistory} passwords.`);
}

function latest(history: readonly string[], count: number): readonly string[] {
  return count === 0 ? [] : history.slice(-count);
}

function refused(text: string): ParseError {
  return new ParseError('ValidationFailed', text);
}
