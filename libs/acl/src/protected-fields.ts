import { isObject } from '@parlance/values';
import { ROLE_PREFIX } from './acl.ts';
import type { GuardedClass } from './class-access.ts';
import { readsEverything, seesInternal, type Identity } from './identity.ts';
import { reaches, type GuardedDocument } from './reaches.ts';

const NOTHING: ReadonlySet<string> = new Set();
/** Hidden from everybody else whatever the class says, as in Parse Server. */
const ALWAYS_PROTECTED: ReadonlyMap<string, readonly string[]> = new Map([['_User', ['email']]]);
/** Before the name of a field in a group of protected fields: the users that an object points to by it. */
const POINTER_GROUP = 'userField:';

/**
 * Fields of a class that must not be shown to an identity, nor be used in its conditions and orders. Of the groups the caller belongs
 * to, those fields are hidden that all of them hide: a group that hides less reveals. What single objects reveal to those they point to
 * comes with protectedFieldsOf.
 */
export function protectedFields(identity: Identity, guarded: GuardedClass): ReadonlySet<string> {
  if (readsEverything(identity) || seesInternal(identity)) return NOTHING;
  const groups = groupsIn(guarded);
  const always = ALWAYS_PROTECTED.get(guarded.className);
  let hidden: ReadonlySet<string> | undefined;
  if (always !== undefined || Array.isArray(groups['*'])) hidden = new Set([...(always ?? []), ...namesOf(groups['*'])]);
  for (const group of groupsOf(identity)) {
    if (Array.isArray(groups[group])) hidden = common(hidden, namesOf(groups[group]));
  }
  return hidden ?? NOTHING;
}

/** The same for one object: its own user sees all of it, and those it points to see what their groups (`userField:owner`) reveal. */
export function protectedFieldsOf(identity: Identity, guarded: GuardedClass, document: GuardedDocument): ReadonlySet<string> {
  const hidden = protectedFields(identity, guarded);
  if (identity.kind !== 'user' || hidden.size === 0) return hidden;
  if (isOwnUser(identity, guarded.className, document['_id'])) return NOTHING;
  const groups = groupsIn(guarded);
  let left: ReadonlySet<string> = hidden;
  for (const field of pointerGroups(guarded)) {
    const pointers = [{ userId: identity.userId, anyOf: [field] }];
    if (reaches({ kind: 'some', pointers }, document)) left = common(left, namesOf(groups[POINTER_GROUP + field]));
  }
  return left;
}

/** True when what is hidden depends on the object, so that objects of the class cannot all be shown alike. */
export function hidesByObject(identity: Identity, guarded: GuardedClass): boolean {
  return identity.kind === 'user' && (guarded.className === '_User' || pointerGroups(guarded).length > 0);
}

/** True for a user's own object, which no protected field of the class hides from him. */
export function isOwnUser(identity: Identity, className: string, objectId: unknown): boolean {
  return className === '_User' && identity.kind === 'user' && identity.userId === objectId;
}

function groupsIn({ permissions }: GuardedClass): Readonly<Record<string, unknown>> {
  return isObject(permissions?.['protectedFields']) ? permissions['protectedFields'] : {};
}

function pointerGroups(guarded: GuardedClass): readonly string[] {
  const names = Object.keys(groupsIn(guarded));
  return names.filter((name) => name.startsWith(POINTER_GROUP)).map((name) => name.slice(POINTER_GROUP.length));
}

function groupsOf(identity: Identity): readonly string[] {
  if (identity.kind !== 'user') return [];
  const ownGroup = identity.userId === '*' || identity.userId.includes(':') ? [] : [identity.userId];
  return ['authenticated', ...ownGroup, ...identity.roles.map((role) => ROLE_PREFIX + role)];
}

function common(hidden: ReadonlySet<string> | undefined, names: readonly string[]): ReadonlySet<string> {
  return new Set(hidden === undefined ? names : names.filter((name) => hidden.has(name)));
}

function namesOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((name) => typeof name === 'string') : [];
}
