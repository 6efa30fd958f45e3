import { describe, expect, it } from 'vitest';
import { isGranted, partiesOf, pointingFields, userFields, withGrant, withUserField } from './clp.ts';

const clp = {
  find: { '*': true, pointerFields: ['owner'] },
  update: { 'role:Admins': true, u1: true },
  protectedFields: { '*': ['email'] },
};

describe('class-level permissions', () => {
  it('DAT-09 shows every party that is named, and no pointer fields among them', () => {
    expect(partiesOf(clp)).toEqual(['*', 'requiresAuthentication', 'role:Admins', 'u1']);
    expect(isGranted(clp, 'find', '*')).toBe(true);
    expect(isGranted(clp, 'delete', '*')).toBe(false);
  });

  it('DAT-09 gives and takes a right, and leaves everything else as it is', () => {
    expect(withGrant(clp, 'find', '*', false)).toEqual({ ...clp, find: { pointerFields: ['owner'] } });
    expect(withGrant(clp, 'create', 'requiresAuthentication', true)).toEqual({ ...clp, create: { requiresAuthentication: true } });
    expect(withGrant(withGrant(clp, 'get', 'u2', true), 'get', 'u2', false)).toEqual({ ...clp, get: {} });
  });

  it('DAT-09 sets pointer permissions', () => {
    const given = withUserField(clp, 'readUserFields', 'owner', true);
    expect(userFields(given, 'readUserFields')).toEqual(['owner']);
    expect(withUserField(given, 'readUserFields', 'owner', false)).toEqual(clp);
  });

  it('offers pointers to users and arrays as pointer permissions', () => {
    const fields = {
      owner: { type: 'Pointer', targetClass: 'U' },
      team: { type: 'Pointer', targetClass: 'Team' },
      editors: { type: 'Array' },
    } as const;
    expect(pointingFields(fields, 'U')).toEqual(['owner', 'editors']);
  });
});
