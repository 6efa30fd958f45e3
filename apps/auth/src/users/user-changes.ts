import type { AppSettings, SettingsOf } from '@parlance/app-settings';
import type { RequestContext } from '@parlance/contracts';
import { changedEmailMembers } from '../email-verification/email-members.ts';
import { linkMember } from '../linked-accounts/link-members.ts';
import type { LinkedAccounts } from '../linked-accounts/linked-accounts.ts';
import type { PasswordHasher } from '../passwords/index.ts';
import type { AuthDataRequest } from '../providers/index.ts';
import { withoutLink } from '../records/mail-links.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { UserBody } from './new-user-body.ts';
import { newPasswordMembers } from './new-password.ts';

const UNSET = { __op: 'Delete' } as const;

/** The changes that an update makes to a user's credentials. */
export class UserChanges {
  readonly #accounts: LinkedAccounts;
  readonly #hasher: PasswordHasher;

  constructor(accounts: LinkedAccounts, hasher: PasswordHasher) {
    this.#accounts = accounts;
    this.#hasher = hasher;
  }

  /**
   * @param request accounts to link and unlink; the second factor is not looked at
   * @returns members to write
   * @throws AccountAlreadyLinked (208) and the errors of verifying an account; ValidationFailed (142) a password the app does not accept
   */
  async membersOf(
    user: UserRecord,
    sent: UserBody,
    request: AuthDataRequest,
    settings: SettingsOf<'auth'>,
    context: RequestContext,
  ): Promise<Record<string, unknown>> {
    const { username = user.username, password } = sent.credentials;
    return {
      ...(await this.#accounts.changes(user, request, settings, context)),
      ...credentialMembers(user, sent, settings),
      ...(password === undefined ? {} : await newPasswordMembers(password, username, user, settings, this.#hasher, context)),
    };
  }
}

/** The members for a new name or address, and those that a change of either, or of the password, removes. */
export function credentialMembers(
  user: Pick<UserRecord, 'authData' | 'email'>,
  { credentials: { username, password, email }, rest }: UserBody,
  settings: Pick<AppSettings, 'verifyUserEmails'>,
): Record<string, unknown> {
  return {
    // With a password the user is anonymous no more: the id on the device stops to be a way in.
    ...(password === undefined || user.authData['anonymous'] === undefined ? {} : { [linkMember('anonymous')]: UNSET }),
    ...(username === undefined ? {} : { username }),
    ...changedEmailMembers(email, user, rest, settings),
    // A new password makes links void that were asked for before it.
    ...(password === undefined ? {} : withoutLink('password-reset')),
  };
}
