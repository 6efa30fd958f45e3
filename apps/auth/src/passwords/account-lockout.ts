import type { AppSettings } from '@parlance/app-settings';
import { ParseError } from '@parlance/errors';

export type LockoutPolicy = NonNullable<AppSettings['accountLockout']>;

/** The failed log-ins that a user's document counts. */
export interface FailedLogIns {
  /** `_failed_login_count` */
  readonly count: number;
  /**
   * `_account_lockout_expires_at`. Below the threshold: until when the failures counted so far count. From the threshold on: until when
   * the user is locked out. Parse Server reads the second meaning alone, so both can use one database.
   */
  readonly expiresAt: Date | undefined;
}

/**
 * One conditional write to the user's document, as data: `set` is written if and only if `where` still holds, in one atomic step.
 *
 * The step to take when it did not hold: `locked`: answer with lockedOut(); `again`: read the user and decide anew. That ends after a few
 * rounds, since each lost round means that another failure was counted.
 */
export interface LockoutWrite {
  /** A condition in the language of queries. */
  readonly where: Readonly<Record<string, unknown>>;
  /** Members and operations, in the language of updates. */
  readonly set: Readonly<Record<string, unknown>>;
  readonly whenMissed: 'locked' | 'again';
}

const COUNT = '_failed_login_count';
const EXPIRES = '_account_lockout_expires_at';
const MINUTE_MS = 60_000;
/** Where locks grow, each in a row is twice as long as the one before, up to this. */
const LOCK_MS_MAX = 24 * 60 * MINUTE_MS;
/** A lock that ended so long ago is forgotten; until then a single further failure locks again. */
export const LOCK_MEMORY_MS = 24 * 60 * MINUTE_MS;

/** True while nobody logs in as this user, whatever the password. */
export function isLockedOut(failed: FailedLogIns, policy: LockoutPolicy, now: Date): boolean {
  return failed.count >= policy.threshold && failed.expiresAt !== undefined && failed.expiresAt > now;
}

/** The answer to a locked out user. The time is never more exact than minutes. */
export function lockedOut(failed: FailedLogIns, policy: LockoutPolicy, now: Date): ParseError {
  const end = failed.expiresAt?.getTime() ?? now.getTime() + policy.duration * MINUTE_MS;
  const leftMs = end - now.getTime() - 1_000; // a lock that another process wrote a moment ago is not a minute longer
  const minutes = Math.max(1, Math.ceil(leftMs / MINUTE_MS));
  return new ParseError(
    'ObjectNotFound',
    `Your account is locked due to multiple failed login attempts. Please try again after ${minutes} minute(s)`,
  );
}

/**
 * The write that counts a wrong password. The answer "wrong" is given only after it succeeded: of any number of attempts at once, at most
 * `threshold` get to know whether their password was right.
 *
 * @param failed as read before the password was checked; not locked out
 */
export function countFailure(failed: FailedLogIns, policy: LockoutPolicy, now: Date): LockoutWrite {
  const { expiresAt, count } = failed;
  if (expiresAt === undefined || (expiresAt <= now && (count < policy.threshold || isForgotten(expiresAt, now)))) {
    return beginCount(failed, policy, now);
  }
  if (expiresAt <= now) return lockAgain(count, policy, now);
  const open = { [EXPIRES]: { $gt: date(now) } };
  const last = policy.threshold - 1;
  if (count < last) return { where: { ...open, [COUNT]: { $lt: last } }, set: { [COUNT]: plusOne }, whenMissed: 'again' };
  return {
    where: { ...open, [COUNT]: last },
    set: { [COUNT]: plusOne, [EXPIRES]: date(after(now, policy.duration * MINUTE_MS)) },
    whenMissed: 'again',
  };
}

/**
 * The write that makes a right password count: it forgets the failures, and is refused when others locked the user out meanwhile.
 * Undefined when there is nothing to forget; then the user has to be read once more and isLockedOut() asked, so that guesses made at
 * once gain nothing.
 */
export function forgetFailures(failed: FailedLogIns, policy: LockoutPolicy, now: Date): LockoutWrite | undefined {
  if (failed.count === 0) return undefined;
  const where = {
    $or: [
      { [COUNT]: { $exists: false } },
      { [COUNT]: { $lt: policy.threshold } },
      { [EXPIRES]: { $exists: false } },
      { [EXPIRES]: { $lte: date(now) } },
    ],
  };
  return { where, set: { [COUNT]: 0, [EXPIRES]: remove }, whenMissed: 'locked' };
}

/** The failures as they stand once the write of countFailure() was made: for names that no user has, which are counted outside of users. */
export function afterWrite(failed: FailedLogIns, { set }: LockoutWrite): FailedLogIns {
  const count = set[COUNT];
  const expires = set[EXPIRES] as { readonly iso: string } | undefined;
  return {
    count: typeof count === 'number' ? count : failed.count + 1,
    expiresAt: expires === undefined ? failed.expiresAt : new Date(expires.iso),
  };
}

/** Members to write beside a password that was reset by mail: the end of a lock where the app wants it. */
export function unlockOnReset(policy: LockoutPolicy | null): Readonly<Record<string, unknown>> {
  return policy?.unlockOnPasswordReset === true ? { [COUNT]: remove, [EXPIRES]: remove } : {};
}

/** The first failure for a while. Failures count together while less than `duration` passes from the first of them. */
function beginCount(failed: FailedLogIns, policy: LockoutPolicy, now: Date): LockoutWrite {
  const { expiresAt } = failed;
  const where = { [EXPIRES]: expiresAt === undefined ? { $exists: false } : date(expiresAt) };
  return { where, set: { [COUNT]: 1, [EXPIRES]: date(after(now, policy.duration * MINUTE_MS)) }, whenMissed: 'again' };
}

function lockAgain(count: number, policy: LockoutPolicy, now: Date): LockoutWrite {
  const shortestMs = policy.duration * MINUTE_MS;
  const locksBefore = count - policy.threshold + 1;
  const lockMs = policy.growth ? Math.min(shortestMs * 2 ** locksBefore, Math.max(LOCK_MS_MAX, shortestMs)) : shortestMs;
  return {
    where: { [EXPIRES]: { $lte: date(now) }, [COUNT]: count },
    set: { [COUNT]: plusOne, [EXPIRES]: date(after(now, lockMs)) },
    whenMissed: 'again',
  };
}

function isForgotten(expiresAt: Date, now: Date): boolean {
  return now.getTime() - expiresAt.getTime() > LOCK_MEMORY_MS;
}

const plusOne = { __op: 'Increment', amount: 1 } as const;
const remove = { __op: 'Delete' } as const;

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}

function date(at: Date): { readonly __type: 'Date'; readonly iso: string } {
  return { __type: 'Date', iso: at.toISOString() };
}
