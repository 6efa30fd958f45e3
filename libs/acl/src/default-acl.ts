import { isObject, type JsonObject } from '@parlance/values';
import { parseAcl, type Acl, type AclEntry } from './acl.ts';
import type { Identity } from './identity.ts';

/** Stands for the user that saves, in the default ACL of a class. */
const CURRENT_USER = 'currentUser';

/**
 * The ACL that the class gives an object which is created without one; undefined when it gives none, and the object is public.
 *
 * A caller without session is nobody to `currentUser`. A default that cannot be read locks the object: a rule that cannot be read denies.
 *
 * @param classPermissions of the class, as stored
 */
export function defaultAcl(classPermissions: JsonObject | undefined, identity: Identity): Acl | undefined {
  const stored = classPermissions?.['ACL'];
  if (stored === undefined) return undefined;
  const acl = readOrLock(stored);
  return isPublic(acl) ? undefined : withCurrentUser(acl, identity);
}

function readOrLock(stored: unknown): Acl {
  try {
    return isObject(stored) ? (parseAcl(stored) ?? new Map()) : new Map<string, AclEntry>();
  } catch {
    return new Map(); // written past the schema API
  }
}

function isPublic(acl: Acl): boolean {
  const everybody = acl.get('*');
  return acl.size === 1 && everybody?.read === true && everybody.write;
}

function withCurrentUser(acl: Acl, identity: Identity): Acl {
  const rights = acl.get(CURRENT_USER);
  if (rights === undefined) return acl;
  const entries = new Map(acl);
  entries.delete(CURRENT_USER);
  if (identity.kind === 'user') entries.set(identity.userId, rights);
  return entries;
}
