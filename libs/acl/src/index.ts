export {
  MASTER,
  READ_ONLY_MASTER,
  PLATFORM,
  PUBLIC,
  readsEverything,
  seesCredentials,
  seesInternal,
  writesEverything,
  type Identity,
  type UserIdentity,
} from './identity.ts';
export { aclMembers, parseAcl, ROLE_PREFIX, type Acl, type AclEntry } from './acl.ts';
export { aclFromStored } from '@parlance/values';
export type { Access, AclRestriction, PointerRestriction, SomeAccess } from './access.ts';
export { entriesOf, objectAccess, readAccess, writeAccess, type AccessMode } from './object-access.ts';
export { grants, reaches, type GuardedDocument } from './reaches.ts';
export {
  decideClassAccess,
  pointerFieldsOf,
  type ClassDecision,
  type ClassOperation,
  type GuardedClass,
  type SaveKind,
} from './class-access.ts';
export { classAccess, type ClassAccess } from './assert-class-access.ts';
export {
  accessTo,
  accessToGrow,
  accessUnder,
  authorize,
  authorizeCreate,
  authorizeGrowth,
  type Authorized,
  type AuthorizedAccess,
  type ObjectOperation,
} from './authorize.ts';
export { hidesByObject, isOwnUser, protectedFields, protectedFieldsOf, revealingFields, type HidingSettings } from './protected-fields.ts';
export {
  refusal,
  refusesClients,
  refusesField,
  refusesObject,
  refusesReadOnly,
  refusesUnknownClass,
  refusesWithoutMaster,
  type RefusedAs,
} from './refusals.ts';
export { describeClassPermissions, parseClassPermissions, type PermissionOptions } from './class-permissions.ts';
export { defaultAcl } from './default-acl.ts';
export { isClosedClass } from './closed-classes.ts';
export { explain, type Explanation } from './explain.ts';
export type { RuleOutcome } from './class-outcome.ts';
