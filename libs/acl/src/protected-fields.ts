import { holdsUsers } from '@parlance/platform-classes';
import { isObject } from '@parlance/values';
import { ROLE_PREFIX } from './acl.ts';
import type { GuardedClass } from './class-access.ts';
import { readsEverything, seesInternal, type Identity } from './identity.ts';
import { reaches, type GuardedDocument } from './reaches.ts';

const NOTHING: ReadonlySet<string> = new Set();
/** Before the name of a field in a group of protected fields: the users that an object points to by it. */
const POINTER_GROUP = 'userField:';

/** Fields of users that are hidden from everybody else, whatever class and app hide beside them. */
const HIDDEN_OF_USERS: readonly string[] = ['email'];

/** The fields that an app hides by its settings, beside those that its classes hide by their permissions. */
export interface HidingSettings {
  /** Fields by class and group; of a group that the class names too, both are hidden. */
  readonly protectedFields: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Users see all of their own object. */
  readonly protectedFieldsOwnerExempt: boolean;
  /** E-mail addresses are shown to everybody who sees the user. */
  readonly publicUserEmails: boolean;
}

/**
 * Fields of a class that must not be shown to an identity, nor be used in its conditions and orders. Of the groups the caller belongs
 * to, those fields are hidden that all of them hide: a group that hides less reveals. The fields that single objects reveal to users they
 * point to comes with protectedFieldsOf.
 */
export function protectedFields(identity: Identity, guarded: GuardedClass, app: HidingSettings): ReadonlySet<string> {
  if (readsEverything(identity) || seesInternal(identity)) return NOTHING;
  let hidden: ReadonlySet<string> | undefined;
  for (const group of ['*', ...groupsOf(identity)]) {
    const names = namesIn(group, guarded, app);
    if (names !== undefined) hidden = common(hidden, names);
  }
  return hidden ?? NOTHING;
}

/**
 * The same for one object: its own user may see all of it, and users it points to see the fields that their groups (`userField:owner`)
 * reveal.
 */
export function protectedFieldsOf(
  identity: Identity,
  guarded: GuardedClass,
  document: GuardedDocument,
  app: HidingSettings,
): ReadonlySet<string> {
  const hidden = protectedFields(identity, guarded, app);
  if (identity.kind !== 'user' || hidden.size === 0) return hidden;
  if (app.protectedFieldsOwnerExempt && isOwnUser(identity, guarded.className, document['_id'])) return NOTHING;
  let left: ReadonlySet<string> = hidden;
  for (const field of pointerGroups(guarded, app)) {
    const pointers = [{ userId: identity.userId, anyOf: [field] }];
    const names = namesIn(POINTER_GROUP + field, guarded, app) ?? [];
    if (reaches({ kind: 'some', pointers }, document)) left = common(left, names);
  }
  return left;
}

/** True when the hidden fields depend on the object, so that objects of the class cannot all be shown alike. */
export function hidesByObject(identity: Identity, guarded: GuardedClass, app: HidingSettings): boolean {
  return identity.kind === 'user' && (holdsUsers(guarded.className) || pointerGroups(guarded, app).length > 0);
}

/** The fields of an object whose users see more of it than others: they are read also where they are not shown. */
export function revealingFields(identity: Identity, guarded: GuardedClass, app: HidingSettings): readonly string[] {
  return identity.kind === 'user' ? pointerGroups(guarded, app) : [];
}

/** True for a user's own object. */
export function isOwnUser(identity: Identity, className: string, objectId: unknown): boolean {
  return identity.kind === 'user' && identity.userId === objectId && holdsUsers(className);
}

function groupsIn({ classPermissions }: GuardedClass): Readonly<Record<string, unknown>> {
  return isObject(classPermissions?.['protectedFields']) ? classPermissions['protectedFields'] : {};
}

/** The fields that one group hides, by the platform, the class or the app; undefined when none of them names the group. */
function namesIn(group: string, guarded: GuardedClass, app: HidingSettings): readonly string[] | undefined {
  const ofClass = ownMember(groupsIn(guarded), group);
  const ofApp = ownMember(ownMember(app.protectedFields, guarded.className) ?? {}, group);
  const built = group === '*' && !app.publicUserEmails && holdsUsers(guarded.className) ? HIDDEN_OF_USERS : undefined;
  if (!Array.isArray(ofClass) && ofApp === undefined) return built;
  return [...new Set([...(built ?? []), ...namesOf(ofClass), ...(ofApp ?? [])])];
}

function ownMember<V>(members: Readonly<Record<string, V>>, name: string): V | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function pointerGroups(guarded: GuardedClass, app: HidingSettings): readonly string[] {
  const ofApp = ownMember(app.protectedFields, guarded.className) ?? {};
  const names = [...new Set([...Object.keys(groupsIn(guarded)), ...Object.keys(ofApp)])];
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
