import type { SettingsOf } from '@parlance/app-settings';
import type { RequestContext } from '@parlance/contracts';
import type { UnknownObject } from '@parlance/values';
import { awaitsVerification, notVerified } from '../email-verification/email-members.ts';
import { assertPasswordAuth } from '../passwords/index.ts';
import type { PlatformObjects } from '@parlance/platform-objects';
import type { UserRecord } from '../records/user-record.ts';
import type { PasswordCheck } from './check-password.ts';
import { findStated, statedUser } from './find-user.ts';

/** Identifies a user by name, or e-mail, and password: log-in, verifyPassword and challenge begin with it. */
export class UserVerification {
  readonly #objects: PlatformObjects;
  readonly #passwords: PasswordCheck;

  constructor(objects: PlatformObjects, passwords: PasswordCheck) {
    this.#objects = objects;
    this.#passwords = passwords;
  }

  /**
   * @param body `username` or `email`, and `password`
   * @throws UsernameMissing (200), PasswordMissing (201); ObjectNotFound (101) wrong, locked out, or expired; EmailNotVerified (205);
   *   UnsupportedService (252) where the app has no passwords
   */
  async byPassword(body: UnknownObject, settings: SettingsOf<'auth'>, context: RequestContext): Promise<UserRecord> {
    assertPasswordAuth(settings);
    const stated = statedUser(body);
    const found = await findStated(this.#objects, stated, context);
    const user = await this.#passwords.assertPassword(found, stated, settings, context);
    if (awaitsVerification(user, settings)) throw notVerified();
    return user;
  }
}
