import { describe, expect, it } from 'vitest';
import { aclOf, entriesOf, withRight } from './acl.ts';

describe('the ACL editor', () => {
  it('shows an object without ACL as open to the public, which it is', () => {
    expect(entriesOf(undefined)).toEqual([{ who: '*', read: true, write: true }]);
  });

  it('shows the public also where it has no right', () => {
    expect(entriesOf({ u1: { read: true } })).toEqual([
      { who: '*', read: false, write: false },
      { who: 'u1', read: true, write: false },
    ]);
  });

  it('gives and takes rights, and names nobody without any', () => {
    const given = withRight(withRight(entriesOf({ '*': { read: true } }), 'role:Admins', 'write', true), '*', 'read', false);
    expect(aclOf(given)).toEqual({ 'role:Admins': { write: true } });
  });
});
