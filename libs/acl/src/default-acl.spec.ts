import type { JsonObject } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import { defaultAcl } from './default-acl.ts';
import { PUBLIC, type Identity } from './identity.ts';

const USER: Identity = { kind: 'user', userId: 'U1', roles: ['Admins'] };
const given = (ACL: unknown, identity: Identity = USER): unknown => {
  const acl = defaultAcl({ ACL } as JsonObject, identity);
  return acl === undefined ? undefined : Object.fromEntries(acl);
};

describe('defaultAcl', () => {
  it('gives none where the class has none, or a public one', () => {
    expect(defaultAcl(undefined, USER)).toBeUndefined();
    expect(defaultAcl({}, USER)).toBeUndefined();
    expect(given({ '*': { read: true, write: true } })).toBeUndefined();
  });

  it('puts the caller in the place of currentUser, and nobody when there is no session', () => {
    const acl = { '*': { read: true }, currentUser: { read: true, write: true } };
    expect(given(acl)).toEqual({ '*': { read: true, write: false }, U1: { read: true, write: true } });
    expect(given(acl, PUBLIC)).toEqual({ '*': { read: true, write: false } });
  });

  it('gives what is stored to everybody else', () => {
    expect(given({ 'role:Admins': { write: true } })).toEqual({ 'role:Admins': { read: false, write: true } });
    expect(given({})).toEqual({});
  });

  it.each([null, 'public', [], { '*': true }, { '*': { read: 'yes' } }])('locks the object where %j is stored', (stored) => {
    expect(given(stored)).toEqual({});
  });
});
