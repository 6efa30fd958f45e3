export { MASTER, PUBLIC, type Identity } from './identity.ts';
export { parseAcl, ROLE_PREFIX, storedPermissions, type Acl, type AclEntry } from './acl.ts';
export { aclFromStored } from '@parlance/values';
export { entriesOf, grants, readAccess, writeAccess, type Access, type StoredLists } from './object-access.ts';
export { classAccess, decideClassAccess, type ClassDecision, type ClassOperation } from './class-access.ts';
export { accessTo, authorize, authorizeCreate, type Authorized, type AuthorizedAccess } from './authorize.ts';
export { isOwnUser, protectedFields } from './protected-fields.ts';
export { CLOSED_CLASSES, isClosedClass } from './closed-classes.ts';
export { explain } from './explain.ts';
