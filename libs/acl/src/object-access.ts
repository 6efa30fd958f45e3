import { isObjectId } from '@parlance/values';
import { ROLE_PREFIX } from './acl.ts';
import type { Identity } from './identity.ts';

/**
 * What a caller may see or change of a class's objects. "Nothing" and "no restriction" are never the same value.
 *
 * `some`: objects whose stored list `member` holds one of `anyOf`. Null in it means objects without that list, which are public. It is
 * plain data, so that a store can put it into its filter unchanged: `{[member]: {$in: anyOf}}`.
 */
export type Access =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | { readonly kind: 'some'; readonly member: '_rperm' | '_wperm'; readonly anyOf: readonly (string | null)[] };

export const ALL: Access = Object.freeze({ kind: 'all' });
export const NONE: Access = Object.freeze({ kind: 'none' });

const PUBLIC_ENTRIES: readonly (string | null)[] = Object.freeze([null, '*']);
const PUBLIC_READ: Access = Object.freeze({ kind: 'some', member: '_rperm', anyOf: PUBLIC_ENTRIES });
const PUBLIC_WRITE: Access = Object.freeze({ kind: 'some', member: '_wperm', anyOf: PUBLIC_ENTRIES });

/** What the ACLs of objects leave an identity to read, class-level permissions apart. */
export function readAccess(identity: Identity): Access {
  switch (identity.kind) {
    case 'master':
    case 'readOnlyMaster':
      return ALL;
    case 'user':
      return { kind: 'some', member: '_rperm', anyOf: entriesOf(identity) };
    case 'public':
    case 'maintenance':
      return PUBLIC_READ;
  }
}

/** What the ACLs of objects leave an identity to update and delete, class-level permissions apart. */
export function writeAccess(identity: Identity): Access {
  switch (identity.kind) {
    case 'master':
      return ALL;
    case 'readOnlyMaster':
      return NONE;
    case 'user':
      return { kind: 'some', member: '_wperm', anyOf: entriesOf(identity) };
    case 'public':
    case 'maintenance':
      return PUBLIC_WRITE;
  }
}

/** The entries of an ACL that name an identity, and null for objects without ACL. An id that could be another entry names nobody. */
export function entriesOf(identity: Identity): readonly (string | null)[] {
  if (identity.kind !== 'user') return PUBLIC_ENTRIES;
  const entries: (string | null)[] = [null, '*'];
  if (isObjectId(identity.userId)) entries.push(identity.userId);
  for (const role of identity.roles) entries.push(ROLE_PREFIX + role);
  return entries;
}

/** The two lists of a document, or of what decodeDocument made of it. */
export interface StoredLists {
  readonly _rperm?: unknown;
  readonly _wperm?: unknown;
}

/**
 * Whether one object's ACL lets an identity read or write it: the decision that readAccess and writeAccess leave to MongoDB's `$in`,
 * made here without a database, for edited data too. A list that is stored but holds nothing of that kind grants nothing.
 */
export function grants(identity: Identity, object: StoredLists, mode: 'read' | 'write'): boolean {
  const access = mode === 'read' ? readAccess(identity) : writeAccess(identity);
  if (access.kind !== 'some') return access.kind === 'all';
  const list = object[access.member] ?? null;
  const entries: readonly unknown[] = Array.isArray(list) ? list : [list];
  return entries.some((entry) => (access.anyOf as readonly unknown[]).includes(entry));
}
