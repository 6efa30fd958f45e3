import type { Facts, Who } from './naive-model.ts';

/** The rows that the tables of decisions share, in the engine and over HTTP: callers, and the ACL of the object. */
export const WHO: readonly Who[] = ['public', 'owner', 'roleMember', 'nestedRoleMember', 'stranger', 'master', 'readOnlyMaster'];
export const OWNER = 'owner00001';
const RW = { read: true, write: true };

export const ACLS: readonly Facts['acl'][] = [
  undefined,
  {},
  { '*': { read: true } },
  { '*': { write: true } },
  { '*': RW },
  { [OWNER]: RW },
  { [OWNER]: { read: true } },
  { [OWNER]: { write: true } },
  { '*': { read: true }, [OWNER]: { write: true } },
  { 'role:Parent': RW },
  { 'role:Child': RW },
  { 'role:Parent': { read: true }, 'role:Child': { write: true } },
  { 'role:owner00001': RW, Parent: RW },
  { nobody0001: RW },
];
