import { describe, expect, it } from 'vitest';
import { grants, PUBLIC, readAccess, readsEverything, writesEverything } from '@parlance/acl';
import { IDENTITIES, stored, TABLE } from './cases.ts';

describe('object permissions', () => {
  for (const [statement, acl, readers, writers] of TABLE) {
    for (const [name, identity] of Object.entries(IDENTITIES)) {
      const reads = readers.split(' ').includes(name) || readsEverything(identity);
      const writes = writers.split(' ').includes(name) || writesEverything(identity);
      it(`${statement}: ${name} ${reads ? 'reads' : 'does not read'} and ${writes ? 'writes' : 'does not write'}`, () => {
        const object = { ...stored(acl) };
        expect([grants(identity, object, 'read'), grants(identity, object, 'write')]).toEqual([reads, writes]);
      });
    }
  }

  it('an object with one list only is public on the other side', () => {
    expect(grants(PUBLIC, { _rperm: [] }, 'write')).toBe(true);
    expect(grants(PUBLIC, { _rperm: [] }, 'read')).toBe(false);
  });

  it('a list that cannot be read grants nothing', () => {
    for (const list of [7, { 0: '*' }, true, '', 'public']) expect(grants(PUBLIC, { _rperm: list }, 'read')).toBe(false);
  });

  it('a user whose id looks like another entry has nothing from it', () => {
    for (const userId of ['*', 'role:Moderators', '']) {
      expect(grants({ kind: 'user', userId, roles: [] }, { _rperm: ['role:Moderators', ''] }, 'read')).toBe(false);
    }
  });

  it('ROL-11 a user in 2,000 roles has the grants of all of them', () => {
    const roles = Array.from({ length: 2_000 }, (_, at) => `friendOf${at}`);
    const access = readAccess({ kind: 'user', userId: 'u1', roles });
    expect(access.kind === 'some' && access.acl?.anyOf.length).toBe(2_003);
    expect(grants({ kind: 'user', userId: 'u1', roles }, { _rperm: ['role:friendOf1999'] }, 'read')).toBe(true);
  });
});
