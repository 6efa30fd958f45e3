import { parseAcl, storedPermissions } from '@parlance/acl';
import type { ObjectWrite, PermissionMembers } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { rulesOf } from '../classes/class-policy.ts';

/** The stored form of the ACL a save sends, or that its class gives it; undefined when there is none. @throws InvalidAcl (123) */
export function writePermissions(
  app: App,
  className: string,
  objectId: string,
  write: ObjectWrite,
  operation: 'create' | 'update',
): PermissionMembers | undefined {
  const rules = rulesOf(className);
  const acl = parseAcl(rules?.acl === undefined ? write.acl : rules.acl(write.acl, objectId, operation, app.settings));
  return acl === undefined ? undefined : storedPermissions(acl);
}
