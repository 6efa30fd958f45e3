import { describe, expect, it } from 'vitest';
import {
  grants,
  MASTER,
  parseAcl,
  PUBLIC,
  readAccess,
  storedPermissions,
  writeAccess,
  type Identity,
  type StoredLists,
} from '@parlance/acl';

const IDENTITIES = {
  public: PUBLIC,
  u1: { kind: 'user', userId: 'u1', roles: [] },
  u2: { kind: 'user', userId: 'u2', roles: ['Moderators'] },
  u3: { kind: 'user', userId: 'u3', roles: ['Administrators', 'Moderators', 'u1'] },
  master: MASTER,
  readOnlyMaster: { kind: 'readOnlyMaster' },
  maintenance: { kind: 'maintenance' },
} as const satisfies Record<string, Identity>;

const RW = { read: true, write: true };

/** ACL, then who may read and who may write it, written out. The master keys read, and the master key writes, everything besides. */
const TABLE: readonly (readonly [statement: string, acl: unknown, readers: string, writers: string])[] = [
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

function stored(acl: unknown): StoredLists {
  const parsed = parseAcl(acl);
  return parsed === undefined ? {} : storedPermissions(parsed);
}

/** What MongoDB's `{[member]: {$in: anyOf}}` matches, for lists of text: null in it matches an absent member. */
function selected(access: ReturnType<typeof readAccess>, object: StoredLists): boolean {
  if (access.kind !== 'some') return access.kind === 'all';
  const list = object[access.member] as readonly string[] | undefined;
  return list === undefined ? access.anyOf.includes(null) : list.some((entry) => access.anyOf.includes(entry));
}

describe('object permissions', () => {
  for (const [statement, acl, readers, writers] of TABLE) {
    for (const [name, identity] of Object.entries(IDENTITIES)) {
      const reads = readers.split(' ').includes(name) || name === 'master' || name === 'readOnlyMaster';
      const writes = writers.split(' ').includes(name) || name === 'master';
      it(`${statement}: ${name} ${reads ? 'reads' : 'does not read'} and ${writes ? 'writes' : 'does not write'}`, () => {
        const object = stored(acl);
        expect([grants(identity, object, 'read'), grants(identity, object, 'write')]).toEqual([reads, writes]);
        expect([selected(readAccess(identity), object), selected(writeAccess(identity), object)]).toEqual([reads, writes]);
      });
    }
  }

  it('an object with one list only is public on the other side', () => {
    expect(grants(PUBLIC, { _rperm: [] }, 'write')).toBe(true);
    expect(grants(PUBLIC, { _rperm: [] }, 'read')).toBe(false);
  });

  it('a list that cannot be read grants nothing', () => {
    for (const list of ['*', 7, { 0: '*' }, true]) expect(grants(PUBLIC, { _rperm: list }, 'read')).toBe(false);
  });

  it('a user whose id looks like another entry has nothing from it', () => {
    for (const userId of ['*', 'role:Moderators', '']) {
      expect(grants({ kind: 'user', userId, roles: [] }, { _rperm: ['role:Moderators', ''] }, 'read')).toBe(false);
    }
  });

  it('ROL-11 a user in 2,000 roles has the grants of all of them', () => {
    const roles = Array.from({ length: 2_000 }, (_, at) => `friendOf${at}`);
    const access = readAccess({ kind: 'user', userId: 'u1', roles });
    expect(access.kind === 'some' && access.anyOf.length).toBe(2_003);
    expect(grants({ kind: 'user', userId: 'u1', roles }, { _rperm: ['role:friendOf1999'] }, 'read')).toBe(true);
  });
});
