import { ParseError } from '@parlance/errors';
import { isObject, isObjectId, shown, type AclMembers, type UnknownObject } from '@parlance/values';

export interface AclEntry {
  readonly read: boolean;
  readonly write: boolean;
}

/** Readers and writers of one object: `*`, a user's objectId, or `role:<name>`. Empty: the master key only. */
export type Acl = ReadonlyMap<string, AclEntry>;

/** Prefix of the entries that name a role. */
export const ROLE_PREFIX = 'role:';

const LOCKED: Acl = new Map();

/**
 * The ACL member of a body. A Delete operation locks the object, as Parse Server has it.
 *
 * @returns undefined when the body sends none, or null: the object's ACL stays, or is none
 * @throws InvalidAcl (123) for anything but an object of entries with boolean `read` and `write`, and for entries that can name nobody
 */
export function parseAcl(json: unknown): Acl | undefined {
  if (json === undefined || json === null) return undefined;
  if (!isObject(json)) throw new ParseError('InvalidAcl', 'An ACL must be an object.');
  if (json['__op'] === 'Delete') return LOCKED;
  const acl = new Map<string, AclEntry>();
  for (const [name, entry] of Object.entries(json)) {
    if (!isEntryName(name)) throw new ParseError('InvalidAcl', `Invalid entry of an ACL: ${shown(name)}.`);
    if (!isObject(entry)) throw new ParseError('InvalidAcl', `The ACL entry ${shown(name)} must be an object.`);
    acl.set(name, parseEntry(name, entry));
  }
  return acl;
}

function parseEntry(name: string, { read = false, write = false, ...others }: UnknownObject): AclEntry {
  if (typeof read !== 'boolean' || typeof write !== 'boolean' || Object.keys(others).length > 0) {
    throw new ParseError('InvalidAcl', `The ACL entry ${shown(name)} must hold nothing but read and write, true or false.`);
  }
  return { read, write };
}

/** A role's name may be any string: an entry may come before its role. `*unresolved`, which SDKs make of an unsaved user, is nobody. */
function isEntryName(name: string): boolean {
  if (name === '*') return true;
  if (name.startsWith('*')) return false;
  return isObjectId(name.startsWith(ROLE_PREFIX) ? name.slice(ROLE_PREFIX.length) : name);
}

/** The members of a document that hold the ACL. `_acl` is written for Parse Server's sake only and never read. */
export function aclMembers(acl: Acl): AclMembers {
  const readers: string[] = [];
  const writers: string[] = [];
  const legacy: Record<string, { r?: true; w?: true }> = {};
  for (const [name, { read, write }] of acl) {
    if (!read && !write) continue;
    legacy[name] = { ...(write ? { w: true } : {}), ...(read ? { r: true } : {}) };
    if (read) readers.push(name);
    if (write) writers.push(name);
  }
  return { _wperm: writers, _rperm: readers, _acl: legacy };
}
