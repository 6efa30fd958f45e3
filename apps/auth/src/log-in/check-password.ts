import type { SettingsOf } from '@parlance/app-settings';
import type { RequestContext } from '@parlance/contracts';
import { USER } from '@parlance/platform-classes';
import type { JsonObject } from '@parlance/values';
import {
  countFailure,
  expiredPassword,
  forgetFailures,
  isLockedOut,
  isPasswordExpired,
  lockedOut,
  type PasswordHasher,
  type LockoutPolicy,
  type LockoutWrite,
} from '../passwords/index.ts';
import type { PlatformObjects } from '@parlance/platform-objects';
import { dateJson } from '../records/dates.ts';
import { userRecord, type UserRecord } from '../records/user-record.ts';
import { wrong } from '../records/wrong.ts';
import type { CountedNames } from './counted-names.ts';
import type { StatedUser } from './find-user.ts';
import type { VainHashes } from './vain-hashes.ts';

/** Every lost round means that somebody else counted a failure; from so many on the user is about to be locked out. */
const ROUNDS_MAX = 30;

/** An id for a write that is to find nothing; the condition beside it holds for nobody either. */
const NOBODY = 'nobody0000';

/** Decides whether somebody knows a user's password, and keeps count of those who do not. */
export class PasswordCheck {
  readonly #objects: PlatformObjects;
  readonly #hasher: PasswordHasher;
  readonly #names: CountedNames;
  readonly #vain: VainHashes;

  constructor(objects: PlatformObjects, hasher: PasswordHasher, names: CountedNames, vain: VainHashes) {
    this.#objects = objects;
    this.#hasher = hasher;
    this.#names = names;
    this.#vain = vain;
  }

  /**
   * Does the same work whether the user exists or not, and has one answer for whatever is wrong.
   *
   * @param user undefined when there is none of that name
   * @param stated the name, or e-mail, and the password
   * @returns the user, whose password it is
   * @throws ObjectNotFound (101) wrong, locked out, or expired
   */
  async assertPassword(
    user: UserRecord | undefined,
    { name, password }: StatedUser,
    settings: SettingsOf<'auth'>,
    context: RequestContext,
  ): Promise<UserRecord> {
    const { passwordHashing: scheme, accountLockout: policy, passwordPolicy } = settings;
    const vain = await this.#vain.of(name, scheme, context);
    const counted = policy === null ? undefined : await this.#names.failuresOf(name, context);
    const failed = user?.failedLogIns ?? counted;
    const now = new Date();
    if (policy !== null && failed !== undefined && isLockedOut(failed, policy, now)) throw lockedOut(failed, policy, now);
    const verdict = await this.#hasher.verify(password, user?.passwordHash ?? vain, scheme, context.deadline);
    if (user === undefined || !verdict.matches) {
      if (policy !== null) await this.#fail(user, name, policy, context);
      throw wrong();
    }
    if (policy !== null) await this.#forgetFailures(user, policy, context);
    if (user.isLocked) throw wrong();
    if (isPasswordExpired(user.passwordChangedAt, passwordPolicy, now)) throw expiredPassword();
    await this.#keepUp(user, password, verdict.rehash, settings, context);
    return user;
  }

  /** Counts a failure of the user, and one of the name in either case. @throws ObjectNotFound (101) locked out meanwhile */
  async #fail(user: UserRecord | undefined, name: string, policy: LockoutPolicy, context: RequestContext): Promise<void> {
    const locked = await this.#names.count(name, policy, context);
    if (user !== undefined) return this.#countFailure(user, policy, context);
    await this.#countInVain(policy, context);
    if (locked !== undefined) throw lockedOut(locked, policy, new Date());
  }

  /** The write that counts a failure, for nobody: without it the time of the answer would tell that there is somebody. */
  async #countInVain(policy: LockoutPolicy, context: RequestContext): Promise<void> {
    const { set } = countFailure({ count: 0, expiresAt: undefined }, policy, new Date());
    await this.#objects.noteIf(USER, NOBODY, { ...set }, { _failed_login_count: -1 }, context);
  }

  async #countFailure(asRead: UserRecord, policy: LockoutPolicy, context: RequestContext): Promise<void> {
    let user = asRead;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const now = new Date();
      if (isLockedOut(user.failedLogIns, policy, now)) throw lockedOut(user.failedLogIns, policy, now);
      if (await this.#write(user, countFailure(user.failedLogIns, policy, now), context)) return;
      const again = await this.#objects.find(USER, { objectId: user.objectId }, context);
      if (again === undefined) return;
      user = userRecord(again);
    }
    throw lockedOut(user.failedLogIns, policy, new Date());
  }

  /** A right password counts only when nobody was locked out meanwhile: guesses that are made at once gain nothing. */
  async #forgetFailures(user: UserRecord, policy: LockoutPolicy, context: RequestContext): Promise<void> {
    const now = new Date();
    const write = forgetFailures(user.failedLogIns, policy, now);
    if (write === undefined) {
      const again = await this.#objects.find(USER, { objectId: user.objectId }, context);
      const failed = again === undefined ? user.failedLogIns : userRecord(again).failedLogIns;
      if (isLockedOut(failed, policy, now)) throw lockedOut(failed, policy, now);
    } else if (!(await this.#write(user, write, context))) {
      throw lockedOut({ count: policy.threshold, expiresAt: undefined }, policy, now);
    }
  }

  /** @returns false when the user was not as the write takes them to be */
  #write({ objectId }: UserRecord, { where, set }: LockoutWrite, context: RequestContext): Promise<boolean> {
    return this.#objects.noteIf(USER, objectId, { ...set }, where as JsonObject, context);
  }

  /** Hashes by the app's present scheme, and begins to count the age of a password that has none. */
  async #keepUp(user: UserRecord, password: string, rehash: boolean, settings: SettingsOf<'auth'>, context: RequestContext): Promise<void> {
    const startsAge = settings.passwordPolicy.maxPasswordAge !== null && user.passwordChangedAt === undefined;
    if (!rehash && !startsAge) return;
    const set: Record<string, unknown> = startsAge ? { _password_changed_at: dateJson(new Date()) } : {};
    if (rehash) set['_hashed_password'] = await this.#hasher.hash(password, settings.passwordHashing, context.deadline);
    // A password that was changed meanwhile stays: writing this one anew would bring it back.
    const where = user.passwordHash === undefined ? {} : { _hashed_password: user.passwordHash };
    await this.#write(user, { where, set, whenMissed: 'again' }, context);
  }
}
