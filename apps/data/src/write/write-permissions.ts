import { defaultAcl, parseAcl, storedPermissions, type Identity } from '@parlance/acl';
import type { ClassSchema, ObjectWrite, PermissionMembers } from '@parlance/values';

/** The stored form of the ACL a save sends; undefined when it sends none. @throws InvalidAcl (123) */
export function writePermissions(write: ObjectWrite): PermissionMembers | undefined {
  const acl = parseAcl(write.acl);
  return acl === undefined ? undefined : storedPermissions(acl);
}

/** The same of a new object, which the class may give one when its creator sends none. @throws InvalidAcl (123) */
export function permissionsOfNew(write: ObjectWrite, schema: ClassSchema, identity: Identity): PermissionMembers | undefined {
  const sent = writePermissions(write);
  if (sent !== undefined || schema.permissions === undefined) return sent;
  const given = defaultAcl(schema.permissions, identity);
  return given === undefined ? undefined : storedPermissions(given);
}
