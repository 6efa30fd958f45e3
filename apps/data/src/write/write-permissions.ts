import { aclMembers, defaultAcl, parseAcl, type Identity } from '@parlance/acl';
import type { AclMembers, ClassSchema, ObjectWrite } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { rulesOf } from '../classes/class-policy.ts';

/** The stored form of the ACL a save sends, or that its class gives it; undefined when there is none. @throws InvalidAcl (123) */
export function writePermissions(
  app: App,
  className: string,
  objectId: string,
  write: ObjectWrite,
  operation: 'create' | 'update',
): AclMembers | undefined {
  const rules = rulesOf(className);
  const acl = parseAcl(rules?.acl === undefined ? write.acl : rules.acl(write.acl, objectId, operation, app.settings));
  return acl === undefined ? undefined : aclMembers(acl);
}

/** The same of a new object, which the class may give one when its creator sends none. @throws InvalidAcl (123) */
export function permissionsOfNew(
  app: App,
  schema: ClassSchema,
  objectId: string,
  write: ObjectWrite,
  identity: Identity,
): AclMembers | undefined {
  const sent = writePermissions(app, schema.className, objectId, write, 'create');
  if (sent !== undefined || schema.classPermissions === undefined) return sent;
  const given = defaultAcl(schema.classPermissions, identity);
  return given === undefined ? undefined : aclMembers(given);
}
