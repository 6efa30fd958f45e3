import { USER } from '@parlance/platform-classes';
import { isObject } from '@parlance/values';
import type { Access, AclRestriction, PointerRestriction } from './access.ts';
import type { Identity } from './identity.ts';
import { readAccess, writeAccess, type AccessMode } from './object-access.ts';

/** A document as it is stored, of which only `_id`, the two lists and the pointers matter here. */
export type GuardedDocument = Readonly<Record<string, unknown>>;

/**
 * Whether an access leaves one object: the decision that stores leave to the database, made here without one, for edited data too. A
 * list that is stored but holds nothing of that kind grants nothing.
 */
export function reaches(access: Access, document: GuardedDocument): boolean {
  if (access.kind !== 'some') return access.kind === 'all';
  const { acl, pointers = [] } = access;
  if (acl !== undefined && !grantsEntry(acl, document)) return false;
  return pointers.every((pointer) => pointsTo(pointer, document));
}

/** Whether one object's ACL lets an identity read or write it, class-level permissions apart. */
export function grants(identity: Identity, object: GuardedDocument, mode: AccessMode): boolean {
  return reaches(mode === 'read' ? readAccess(identity) : writeAccess(identity), object);
}

function grantsEntry({ member, anyOf, orUnlisted }: AclRestriction, document: GuardedDocument): boolean {
  const list = document[member] ?? null;
  if (list === null && orUnlisted !== undefined && document['_id'] === orUnlisted) return true;
  const entries: readonly unknown[] = Array.isArray(list) ? list : [list];
  return entries.some((entry) => (anyOf as readonly unknown[]).includes(entry));
}

function pointsTo({ userId, anyOf }: PointerRestriction, document: GuardedDocument): boolean {
  const stored = `${USER}$${userId}`;
  return anyOf.some((field) => document[`_p_${field}`] === stored || holdsPointer(document[field], userId));
}

function holdsPointer(list: unknown, userId: string): boolean {
  return Array.isArray(list) && list.some((item) => isObject(item) && item['className'] === USER && item['objectId'] === userId);
}
