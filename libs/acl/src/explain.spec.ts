import { describe, expect, it } from 'vitest';
import { CLOSED_CLASSES, isClosedClass } from './closed-classes.ts';
import { explain } from './explain.ts';
import { MASTER, PUBLIC } from './identity.ts';

describe('explain', () => {
  it('says who asked, what was decided, and on which basis', () => {
    expect(explain(PUBLIC, 'Game', undefined, 'find')).toBe(
      'A caller without session asks to find Game: class-level permissions allow it; the ACL of each object decides (the class has no permission object).',
    );
    expect(explain({ kind: 'user', userId: 'u1', roles: ['A'] }, 'Game', {}, 'delete')).toBe(
      'User u1 (roles: 1) asks to delete Game: class-level permissions do not grant it (the class has a permission object).',
    );
    expect(explain(MASTER, 'Game', {}, 'delete')).toMatch(/^The master key asks to delete Game: class-level permissions allow it/);
    expect(explain({ kind: 'readOnlyMaster' }, 'Game', {}, 'delete')).toMatch(/do not grant it/);
    expect(explain({ kind: 'maintenance' }, 'Game', { get: { requiresAuthentication: true } }, 'get')).toMatch(/ask for a session/);
  });
});

describe('closed classes', () => {
  it('SPC-12 SEC-13 are the platform’s own classes and the collections of relations', () => {
    for (const name of [...CLOSED_CLASSES, '_Join:users:_Role', '_Join:x:Y', '_Join:'])
      expect([name, isClosedClass(name)]).toEqual([name, true]);
    for (const name of ['_User', '_Role', '_Session', '_Installation', '_Product', 'Game', 'Join']) {
      expect([name, isClosedClass(name)]).toEqual([name, false]);
    }
  });
});
