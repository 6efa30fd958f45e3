/** Passwords: hashing and checking them, an app's demands on new ones, and the lock after too many wrong ones. */
export { WAITING_MAX, type Bounds } from './bounded-work.ts';
export { hashingBounds } from './hashing-bounds.ts';
export { ARGON2_BYTES_MAX, BCRYPT_BYTES_MAX, bytesMaxOf, type HashingScheme } from './hashing-scheme.ts';
export { unmatchedHash, unmatchedLike } from './unmatched-hash.ts';
export { PasswordHasher, type Verdict } from './password-hasher.ts';
export { assertMaySetPassword, assertPasswordAuth } from './password-auth.ts';
export {
  checkNewPassword,
  expiredPassword,
  forbiddenHashes,
  historyAfter,
  isPasswordExpired,
  type PasswordPolicy,
  repeatedPassword,
} from './password-policy.ts';
export {
  afterWrite,
  countFailure,
  LOCK_MEMORY_MS,
  type FailedLogIns,
  forgetFailures,
  isLockedOut,
  lockedOut,
  type LockoutPolicy,
  type LockoutWrite,
  unlockOnReset,
} from './account-lockout.ts';
