import type { AccountRules, Asker } from '../code/account-rules.ts';
import { changedEmailMembers, isNewEmail } from '../email-verification/email-members.ts';
import { linkMember, linkMembers } from '../linked-accounts/link-members.ts';
import { withoutLink } from '../records/mail-links.ts';
import type { UserRecord } from '../records/user-record.ts';
import { fieldsOf, type UserBody } from './new-user-body.ts';
import type { NewPasswords } from './new-password.ts';
import type { SettledSave } from './user-saves.ts';

const UNSET = { __op: 'Delete' } as const;

/** An update of a user's credentials. */
export interface UserChange {
  /** To write. */
  readonly members: Record<string, unknown>;
  /** There is a new address, which is to be verified. */
  readonly isToBeVerified: boolean;
}

/** The changes that an update makes to a user's credentials. */
export class UserChanges {
  readonly #passwords: NewPasswords;
  readonly #rules: AccountRules;

  constructor(passwords: NewPasswords, rules: AccountRules) {
    this.#passwords = passwords;
    this.#rules = rules;
  }

  /**
   * @throws ValidationFailed (142) a password the app does not accept
   */
  async membersOf(user: UserRecord, { sent, links, members }: SettledSave, asker: Asker): Promise<UserChange> {
    const { username = user.username, password, email } = sent.credentials;
    const hasNewEmail = typeof email === 'string' && isNewEmail(email, user);
    const object = { ...user.shown, ...fieldsOf(sent) };
    const isToBeVerified = hasNewEmail && (await this.#rules.verifiesEmail({ object, original: user.shown }, asker));
    const all = {
      ...linkMembers(links),
      ...credentialMembers(user, sent, isToBeVerified),
      ...(password === undefined ? {} : await this.#passwords.replacing(user, password, username, asker)),
      ...members,
    };
    return { members: all, isToBeVerified };
  }
}

/**
 * The members for a new name or address, and those that a change of either, or of the password, removes.
 * @param isToBeVerified whether a new address has to be
 */
export function credentialMembers(
  user: Pick<UserRecord, 'authData' | 'email'>,
  { credentials: { username, password, email }, rest }: UserBody,
  isToBeVerified: boolean,
): Record<string, unknown> {
  return {
    // With a password the user is anonymous no more: the id on the device stops to be a way in.
    ...(password === undefined || user.authData['anonymous'] === undefined ? {} : { [linkMember('anonymous')]: UNSET }),
    ...(username === undefined ? {} : { username }),
    ...changedEmailMembers(email, user, rest, isToBeVerified),
    // A new password makes links void that were asked for before it.
    ...(password === undefined ? {} : withoutLink('password-reset')),
  };
}
