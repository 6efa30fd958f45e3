import { parseAcl, storedPermissions } from '@parlance/acl';
import type { ObjectWrite, PermissionMembers } from '@parlance/values';

/** The stored form of the ACL a save sends; undefined when it sends none. @throws InvalidAcl (123) */
export function writePermissions(write: ObjectWrite): PermissionMembers | undefined {
  const acl = parseAcl(write.acl);
  return acl === undefined ? undefined : storedPermissions(acl);
}
