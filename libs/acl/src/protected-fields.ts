import { isObject, type JsonObject } from '@parlance/values';
import { ROLE_PREFIX } from './acl.ts';
import type { Identity } from './identity.ts';

const NOTHING: ReadonlySet<string> = new Set();
/** Hidden from everybody else whatever the class says, as in Parse Server. */
const ALWAYS_PROTECTED: ReadonlyMap<string, readonly string[]> = new Map([['_User', ['email']]]);

/**
 * Fields of a class that must not be shown to an identity, nor be used in its conditions and orders. Of the groups the caller belongs
 * to, those fields are hidden that all of them hide: a group that hides less reveals.
 *
 * Groups by what an object points to (`userField:owner`) could only reveal and are not evaluated yet. A user's own object shows
 * everything: see isOwnUser.
 */
export function protectedFields(identity: Identity, className: string, permissions: JsonObject | undefined): ReadonlySet<string> {
  if (identity.kind === 'master' || identity.kind === 'readOnlyMaster' || identity.kind === 'maintenance') return NOTHING;
  const always = ALWAYS_PROTECTED.get(className);
  const groups = isObject(permissions?.['protectedFields']) ? permissions['protectedFields'] : {};
  let hidden: ReadonlySet<string> | undefined;
  if (always !== undefined || Array.isArray(groups['*'])) hidden = new Set([...(always ?? []), ...namesOf(groups['*'])]);
  for (const group of groupsOf(identity)) {
    if (!Array.isArray(groups[group])) continue;
    const names = namesOf(groups[group]);
    hidden = new Set(hidden === undefined ? names : names.filter((name) => hidden?.has(name)));
  }
  return hidden ?? NOTHING;
}

function groupsOf(identity: Identity): readonly string[] {
  if (identity.kind !== 'user') return [];
  const ownGroup = identity.userId === '*' || identity.userId.includes(':') ? [] : [identity.userId];
  return ['authenticated', ...ownGroup, ...identity.roles.map((role) => ROLE_PREFIX + role)];
}

function namesOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((name) => typeof name === 'string') : [];
}

/** True for a user's own object, which no protected field of the class hides from him. */
export function isOwnUser(identity: Identity, className: string, objectId: unknown): boolean {
  return className === '_User' && identity.kind === 'user' && identity.userId === objectId;
}
