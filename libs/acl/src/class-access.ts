import { ParseError } from '@parlance/errors';
import { isObject, type JsonObject } from '@parlance/values';
import { ROLE_PREFIX } from './acl.ts';
import type { Identity } from './identity.ts';

/** What class-level permissions tell apart. */
export type ClassOperation = 'get' | 'find' | 'count' | 'create' | 'update' | 'delete' | 'addField';

/**
 * What class-level permissions say of an operation.
 *
 * - `allowed`; the ACL of each object has still to allow it
 * - `nothing`: allowed on the objects that point to the caller, which for a caller without session are none
 * - `denied`, and `unauthenticated` when a session would do
 */
export type ClassDecision = 'allowed' | 'nothing' | 'denied' | 'unauthenticated';

const READS: ReadonlySet<ClassOperation> = new Set(['get', 'find', 'count']);

/**
 * Decides the class level: no permission object allows everything; with one, what it does not name is locked, and what cannot be read
 * in it grants nothing.
 *
 * Permissions by pointer field are not evaluated for users yet, and so deny them: a closed door, not a wide one.
 *
 * @param permissions as stored in `_SCHEMA`
 */
export function decideClassAccess(identity: Identity, permissions: JsonObject | undefined, operation: ClassOperation): ClassDecision {
  if (identity.kind === 'master') return 'allowed';
  if (identity.kind === 'readOnlyMaster') return READS.has(operation) ? 'allowed' : 'denied';
  if (permissions === undefined) return 'allowed';
  const stored = permissions[operation];
  const entry = isObject(stored) ? stored : {};
  if (entry['*'] === true) return 'allowed';
  if (identity.kind === 'user') return grantsUser(identity, entry) ? 'allowed' : 'denied';
  if (entry['requiresAuthentication'] === true) return 'unauthenticated';
  return grantsByPointer(permissions, entry, operation) ? 'nothing' : 'denied';
}

function grantsUser(user: Identity & { kind: 'user' }, entry: Readonly<Record<string, unknown>>): boolean {
  if (entry['requiresAuthentication'] === true) return true;
  if (isTrue(entry, user.userId) && !NOT_IDS.has(user.userId)) return true;
  return user.roles.some((role) => isTrue(entry, ROLE_PREFIX + role));
}

/** Keys of an entry that are no ids, in case imported data has a user of that id. */
const NOT_IDS: ReadonlySet<string> = new Set(['*', 'requiresAuthentication', 'pointerFields']);

function isTrue(entry: Readonly<Record<string, unknown>>, key: string): boolean {
  return Object.hasOwn(entry, key) && entry[key] === true;
}

/** Creating, and adding fields, cannot be granted by what an object points to. */
function grantsByPointer(permissions: JsonObject, entry: Readonly<Record<string, unknown>>, operation: ClassOperation): boolean {
  if (operation === 'create' || operation === 'addField') return false;
  const grouped = permissions[READS.has(operation) ? 'readUserFields' : 'writeUserFields'];
  return isNonEmptyList(entry['pointerFields']) || isNonEmptyList(grouped);
}

function isNonEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

/**
 * The same as decideClassAccess, with refusals as errors. Returns whether any object can be reached at all: false where the caller
 * matches none, so that a find has no results and a get finds nothing.
 *
 * @throws OperationForbidden (119); ObjectNotFound (101) where a session is all that is missing
 */
export function classAccess(identity: Identity, permissions: JsonObject | undefined, operation: ClassOperation): boolean {
  switch (decideClassAccess(identity, permissions, operation)) {
    case 'allowed':
      return true;
    case 'nothing':
      return false;
    case 'denied':
      throw new ParseError('OperationForbidden', 'Permission denied');
    case 'unauthenticated':
      throw new ParseError('ObjectNotFound', 'Permission denied');
  }
}
