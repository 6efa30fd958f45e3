import { platformClass } from '@parlance/platform-classes';
import { isObject, type JsonObject } from '@parlance/values';
import { ROLE_PREFIX } from './acl.ts';
import { writesEverything, type Identity } from './identity.ts';

/** The operations that class permissions tell apart. */
export type ClassOperation = 'get' | 'find' | 'count' | 'create' | 'update' | 'delete' | 'addField';

/** The kinds of saves that can add fields: an object that is there can point to the caller, and a new one cannot. */
export type SaveKind = 'create' | 'update';

/** A class as far as access goes; `classPermissions` as stored in `_SCHEMA`. */
export interface GuardedClass {
  readonly className: string;
  readonly classPermissions?: JsonObject | undefined;
}

/**
 * The decision of class permissions on an operation.
 *
 * - `allowed`: the ACL of each object has still to allow it
 * - `pointed`: allowed on the objects of which one of the fields points to the caller
 * - `nothing`: the same for a caller without session, whom nothing can point to
 * - `denied`, and `unauthenticated` when a session would do
 */
export type ClassDecision =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'pointed'; readonly fields: readonly string[] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'unauthenticated' };

const ALLOWED: ClassDecision = Object.freeze({ kind: 'allowed' });
const NOTHING: ClassDecision = Object.freeze({ kind: 'nothing' });
const DENIED: ClassDecision = Object.freeze({ kind: 'denied' });
const UNAUTHENTICATED: ClassDecision = Object.freeze({ kind: 'unauthenticated' });

const READS: ReadonlySet<ClassOperation> = new Set(['get', 'find', 'count']);

/**
 * Decides the class level: no permission object allows everything; with one, operations that it does not name are locked, and an entry
 * that cannot be read grants nothing. Operations open to everybody, or to a caller by id or role, are not narrowed by pointer fields; those
 * open to every user are. Source: docs/contract/04-roles-acl-clp.md sections 4, 6 and 9.
 *
 * @param save which adds fields; of no meaning for other operations than `addField`
 */
export function decideClassAccess(
  identity: Identity,
  { className, classPermissions }: GuardedClass,
  operation: ClassOperation,
  save: SaveKind = 'update',
): ClassDecision {
  if (writesEverything(identity)) return ALLOWED;
  if (identity.kind === 'readOnlyMaster') return READS.has(operation) ? ALLOWED : DENIED;
  const fixed = operation === 'addField' ? undefined : platformClass(className)?.fixedOperations?.[operation];
  if (fixed !== undefined) return fixed === 'open' ? ALLOWED : DENIED;
  if (classPermissions === undefined) return ALLOWED;
  const stored = classPermissions[operation];
  const entry = isObject(stored) ? stored : {};
  if (entry['*'] === true) return ALLOWED;
  if (identity.kind === 'user' && namesUser(identity, entry)) return ALLOWED;
  const forSessions = entry['requiresAuthentication'] === true;
  if (forSessions && identity.kind !== 'user') return UNAUTHENTICATED;
  // The group of all writing grants new fields to every creator: the create itself is asked for apart.
  if (operation === 'addField' && save === 'create') {
    return forSessions || namesOf(classPermissions['writeUserFields']).length > 0 ? ALLOWED : DENIED;
  }
  const fields = pointerFieldsOf(classPermissions, operation);
  if (fields.length === 0) return forSessions ? ALLOWED : DENIED;
  return identity.kind === 'user' ? { kind: 'pointed', fields } : NOTHING;
}

function namesUser(user: Identity & { kind: 'user' }, entry: Readonly<Record<string, unknown>>): boolean {
  if (isTrue(entry, user.userId) && !NOT_IDS.has(user.userId)) return true;
  return user.roles.some((role) => isTrue(entry, ROLE_PREFIX + role));
}

/** Keys of an entry that are no ids, in case imported data has a user of that id. */
const NOT_IDS: ReadonlySet<string> = new Set(['*', 'requiresAuthentication', 'pointerFields']);

function isTrue(entry: Readonly<Record<string, unknown>>, key: string): boolean {
  return Object.hasOwn(entry, key) && entry[key] === true;
}

/**
 * The fields by which an object can open an operation to the users it points to: those of the operation, and those of reading or
 * writing as a whole. Creating cannot be granted by pointers of an object.
 */
export function pointerFieldsOf(classPermissions: JsonObject, operation: ClassOperation): readonly string[] {
  if (operation === 'create') return [];
  const entry = classPermissions[operation];
  const own = isObject(entry) ? namesOf(entry['pointerFields']) : [];
  const grouped = namesOf(classPermissions[READS.has(operation) ? 'readUserFields' : 'writeUserFields']);
  return grouped.length === 0 ? own : [...new Set([...own, ...grouped])];
}

function namesOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((name) => typeof name === 'string') : [];
}
