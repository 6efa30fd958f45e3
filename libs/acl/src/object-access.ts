import { platformClass } from '@parlance/platform-classes';
import { isObjectId } from '@parlance/values';
import { ALL, NONE, type Access } from './access.ts';
import { ROLE_PREFIX } from './acl.ts';
import { readsEverything, writesEverything, type Identity } from './identity.ts';

/** The kinds of operations on objects that exist. */
export type AccessMode = 'read' | 'write';

const PUBLIC_ENTRIES: readonly (string | null)[] = Object.freeze([null, '*']);
const PUBLIC_READ: Access = Object.freeze({ kind: 'some', acl: Object.freeze({ member: '_rperm', anyOf: PUBLIC_ENTRIES }) });
const PUBLIC_WRITE: Access = Object.freeze({ kind: 'some', acl: Object.freeze({ member: '_wperm', anyOf: PUBLIC_ENTRIES }) });

/** The objects that ACLs leave an identity to read, class permissions apart. */
export function readAccess(identity: Identity): Access {
  if (readsEverything(identity)) return ALL;
  if (identity.kind !== 'user') return PUBLIC_READ;
  return { kind: 'some', acl: { member: '_rperm', anyOf: entriesOf(identity) } };
}

/** The objects that ACLs leave an identity to update and delete, class permissions apart. */
export function writeAccess(identity: Identity): Access {
  if (writesEverything(identity)) return ALL;
  if (identity.kind === 'readOnlyMaster') return NONE;
  if (identity.kind !== 'user') return PUBLIC_WRITE;
  return { kind: 'some', acl: { member: '_wperm', anyOf: entriesOf(identity) } };
}

/** The entries of an ACL that name an identity, and null for objects without ACL. An id that could be another entry names nobody. */
export function entriesOf(identity: Identity): readonly (string | null)[] {
  if (identity.kind !== 'user') return PUBLIC_ENTRIES;
  const entries: (string | null)[] = [null, '*'];
  if (isObjectId(identity.userId)) entries.push(identity.userId);
  for (const role of identity.roles) entries.push(ROLE_PREFIX + role);
  return entries;
}

/**
 * The access that the objects of a class leave an identity, owners included: sessions belong to their user, whatever their ACLs say. Of
 * users the ACL decides, for whoever has a session; one that has none is not everybody's to write, for who writes a user can get in.
 * Source: docs/contract/04-roles-acl-clp.md section 8, 03-users-sessions.md section 8.
 */
export function objectAccess(identity: Identity, className: string, mode: AccessMode): Access {
  const general = mode === 'read' ? readAccess(identity) : writeAccess(identity);
  if (general.kind !== 'some') return general;
  const ownedBy = platformClass(className)?.ownedBy;
  if (ownedBy === undefined) return general;
  if (ownedBy !== 'itself') {
    if (identity.kind !== 'user') return NONE;
    return { kind: 'some', pointers: [{ userId: identity.userId, anyOf: [ownedBy.pointer] }] };
  }
  if (mode === 'read') return general;
  if (identity.kind !== 'user' || general.acl === undefined) return NONE;
  const anyOf = general.acl.anyOf.filter((entry) => entry !== null);
  return { ...general, acl: { ...general.acl, anyOf, orUnlisted: identity.userId } };
}
