import type { UnknownObject } from '@parlance/values';
import type { AccountRules } from '../code/account-rules.ts';
import { notVerified } from '../email-verification/email-members.ts';
import { assertPasswordAuth } from '../passwords/index.ts';
import type { PlatformObjects } from '@parlance/platform-objects';
import type { Asking } from '../records/asking.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { PasswordCheck } from './check-password.ts';
import { findStated, statedUser } from './find-user.ts';

const LOG_IN = { action: 'login', authProvider: 'password' } as const;

/** Identifies a user by name, or e-mail, and password: log-in, verifyPassword and challenge begin with it. */
export class UserVerification {
  readonly #objects: PlatformObjects;
  readonly #passwords: PasswordCheck;
  readonly #rules: AccountRules;

  constructor(objects: PlatformObjects, passwords: PasswordCheck, rules: AccountRules) {
    this.#rules = rules;
    this.#objects = objects;
    this.#passwords = passwords;
  }

  /**
   * @param body `username` or `email`, and `password`
   * @throws UsernameMissing (200), PasswordMissing (201); ObjectNotFound (101) wrong, locked out, or expired; EmailNotVerified (205);
   *   UnsupportedService (252) where the app has no passwords; the error of a function that decides about waiting
   */
  async byPassword(body: UnknownObject, asking: Asking): Promise<UserRecord> {
    const { app, context } = asking;
    const { settings } = app;
    assertPasswordAuth(settings);
    const stated = statedUser(body);
    const found = await findStated(this.#objects, stated, context);
    const user = await this.#passwords.assertPassword(found, stated, settings, context);
    const occasion = { object: user.shown, createdWith: LOG_IN };
    if (user.emailVerified !== true && (await this.#rules.awaitsVerification(occasion, asking))) throw notVerified();
    return user;
  }
}
