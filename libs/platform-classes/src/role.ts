import type { PlatformClass } from './platform-class.ts';
import { USER } from './user.ts';

export const ROLE = '_Role';

/** Source: docs/contract/04-roles-acl-clp.md section 3, 22-mongodb-storage-format.md sections 4 and 7.2. */
export const ROLE_CLASS: PlatformClass = {
  name: ROLE,
  owner: 'auth',
  readers: 'permission',
  writers: 'permission',
  described: true,
  fields: { name: 'string', users: `relation<${USER}>`, roles: `relation<${ROLE}>` },
  closedToRestrictedSessions: true,
  indexes: [{ key: { name: 1 }, name: 'name_1', unique: true, sparse: true }],
  restWord: 'roles',
  announces: 'roles',
};
