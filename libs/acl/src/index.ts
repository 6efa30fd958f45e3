export { MASTER, PLATFORM, PUBLIC, readsEverything, seesInternal, writesEverything, type Identity, type UserIdentity } from './identity.ts';
export { aclMembers, parseAcl, ROLE_PREFIX, type Acl, type AclEntry } from './acl.ts';
export { aclFromStored } from '@parlance/values';
export type { Access, AclRestriction, PointerRestriction, SomeAccess } from './access.ts';
export { entriesOf, objectAccess, readAccess, writeAccess, type AccessMode } from './object-access.ts';
export { grants, reaches, type GuardedDocument } from './reaches.ts';
export {
  classAccess,
  decideClassAccess,
  pointerFieldsOf,
  type ClassDecision,
  type ClassOperation,
  type GuardedClass,
} from './class-access.ts';
export {
  accessTo,
  accessUnder,
  authorize,
  authorizeCreate,
  type Authorized,
  type AuthorizedAccess,
  type ObjectOperation,
} from './authorize.ts';
export { hidesByObject, isOwnUser, protectedFields, protectedFieldsOf, type HidingSettings } from './protected-fields.ts';
export { describeClassPermissions, parseClassPermissions, type PermissionOptions } from './class-permissions.ts';
export { defaultAcl } from './default-acl.ts';
export { isClosedClass } from './closed-classes.ts';
export { explain, type Explanation, type RuleOutcome } from './explain.ts';
