import { aclMembers, MASTER, parseAcl, PLATFORM, PUBLIC, type Identity } from '@parlance/acl';

/** The two lists of a document. */
export interface StoredLists {
  readonly _rperm?: unknown;
  readonly _wperm?: unknown;
}

/** Every kind of caller. */
export const IDENTITIES = {
  public: PUBLIC,
  u1: { kind: 'user', userId: 'u1', roles: [] },
  u2: { kind: 'user', userId: 'u2', roles: ['Moderators'] },
  u3: { kind: 'user', userId: 'u3', roles: ['Administrators', 'Moderators', 'u1'] },
  master: MASTER,
  platform: PLATFORM,
  readOnlyMaster: { kind: 'readOnlyMaster' },
  maintenance: { kind: 'maintenance' },
} as const satisfies Record<string, Identity>;

const RW = { read: true, write: true };

/** ACL, then its readers and its writers, written out. The master keys read, and the master key writes, everything besides. */
export const TABLE: readonly (readonly [statement: string, acl: unknown, readers: string, writers: string])[] = [
  ['ACL-01 no ACL', undefined, 'public u1 u2 u3 maintenance', 'public u1 u2 u3 maintenance'],
  ['ACL-02 owner only', { u1: RW }, 'u1', 'u1'],
  ['ACL-03 public read, author writes', { '*': { read: true }, u1: RW }, 'public u1 u2 u3 maintenance', 'u1'],
  ['ACL-04 read without write', { u1: { read: true } }, 'u1', ''],
  ['ACL-05 write without read', { u1: { write: true } }, '', 'u1'],
  ['ACL-06 nobody', {}, '', ''],
  ['ACL-07 a role', { 'role:Moderators': RW }, 'u2 u3', 'u2 u3'],
  [
    'ACL-07 public reads, a role writes',
    { '*': { read: true }, 'role:Administrators': { write: true } },
    'public u1 u2 u3 maintenance',
    'u3',
  ],
  ['ACL-08 a message to a group', { u1: RW, u2: RW, u3: RW }, 'u1 u2 u3', 'u1 u2 u3'],
  ['ACL-15 a role named like a user id', { 'role:u1': RW }, 'u3', 'u3'],
  ['ACL-15 a role that does not exist', { 'role:Nobody': RW }, '', ''],
  ['ACL-15 a user id that is a role name', { Moderators: RW }, '', ''],
  ['false flags', { '*': { read: false, write: false }, u1: { read: false, write: true } }, '', 'u1'],
];

/** The members that hold an ACL in a document. */
export function stored(acl: unknown): StoredLists {
  const parsed = parseAcl(acl);
  return parsed === undefined ? {} : aclMembers(parsed);
}
