import { aclMembers, parseAcl, type GuardedDocument } from '@parlance/acl';
import { USER } from '@parlance/platform-classes';
import { isObject, type AclMembers, type JsonObject, type UnknownObject } from '@parlance/values';
import { presentMfa, readMfaState } from '../mfa/index.ts';
import type { StoredMailToken } from '../tokens/index.ts';
import { dateOf } from './dates.ts';
import { type MailKind, storedLink } from './mail-links.ts';
import type { PlatformObject } from '@parlance/platform-objects';

/** A user as this service needs to know them. */
export interface UserRecord {
  readonly objectId: string;
  readonly username: string | undefined;
  readonly email: string | undefined;
  readonly emailVerified: boolean | undefined;
  readonly passwordHash: string | undefined;
  readonly passwordHistory: readonly string[];
  readonly passwordChangedAt: Date | undefined;
  readonly failedLogIns: { readonly count: number; readonly expiresAt: Date | undefined };
  /** Outstanding links in mails. */
  readonly links: Readonly<Record<MailKind, StoredMailToken>>;
  /** As the user may see it. */
  readonly authData: Readonly<Record<string, unknown>>;
  /** The second factor as stored, for mfa/. */
  readonly mfa: unknown;
  /** True when the ACL is `{}`, so that the master key alone sees the user, or when an administrator has locked them. */
  readonly isLocked: boolean;
  readonly lock: AdministrativeLock | undefined;
  /** Id and ACL as they are stored, for the question which callers may read and write them. */
  readonly guarded: GuardedDocument;
  /** All members as the user may see them. */
  readonly shown: Readonly<Record<string, unknown>>;
}

export function userRecord(object: PlatformObject): UserRecord {
  const history = object['_password_history'];
  const count = object['_failed_login_count'];
  const { authData, emailVerified, ACL: acl } = object;
  const lock = lockIn(object);
  return {
    objectId: object.objectId,
    username: textOf(object['username']),
    email: textOf(object['email']),
    emailVerified: typeof emailVerified === 'boolean' ? emailVerified : undefined,
    passwordHash: textOf(object['_hashed_password']),
    passwordHistory: Array.isArray(history) ? history.filter((hash) => typeof hash === 'string') : [],
    passwordChangedAt: dateOf(object['_password_changed_at']),
    failedLogIns: { count: typeof count === 'number' ? count : 0, expiresAt: dateOf(object['_account_lockout_expires_at']) },
    links: { verification: storedLink('verification', object), 'password-reset': storedLink('password-reset', object) },
    authData: isObject(authData) ? shownAuthData(authData) : {},
    mfa: isObject(authData) ? authData['mfa'] : undefined,
    isLocked: lock !== undefined || (isObject(acl) && Object.keys(acl).length === 0),
    lock,
    guarded: { _id: object.objectId, ...aclMembersOf(acl) },
    shown: shownMembers(object),
  };
}

/** The member that holds the lock of an administrator. Databases of the hosted service of old may hold other things there. */
export const LOCK = '_tombstone';

/** A lock by an administrator. `at` is ISO 8601. */
export interface AdministrativeLock {
  readonly at: string;
  readonly reason: string;
}

export function lockIn(object: PlatformObject): AdministrativeLock | undefined {
  const stored = object[LOCK];
  if (!isObject(stored) || typeof stored['lockedAt'] !== 'string') return undefined;
  const { lockedAt: at, reason } = stored;
  return { at, reason: typeof reason === 'string' ? reason : '' };
}

function aclMembersOf(json: unknown): Partial<AclMembers> {
  const acl = parseAcl(json);
  return acl === undefined ? {} : aclMembers(acl);
}

/** Without the members that belong to the platform. */
function shownMembers(object: PlatformObject): Record<string, unknown> {
  const members = Object.entries(object).filter(([name]) => !name.startsWith('_') && name !== 'sessionToken');
  return Object.fromEntries(members.map(([name, value]) => [name, name === 'authData' && isObject(value) ? shownAuthData(value) : value]));
}

/** Of the second factor only whether there is one. */
function shownAuthData(authData: UnknownObject): UnknownObject {
  return authData['mfa'] === undefined ? authData : { ...authData, mfa: presentMfa(readMfaState(authData['mfa'])) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function userPointer(objectId: string): JsonObject {
  return { __type: 'Pointer', className: USER, objectId };
}
