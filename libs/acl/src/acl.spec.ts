import { ParseError } from '@parlance/errors';
import { describe, expect, it } from 'vitest';
import { aclFromStored } from '@parlance/values';
import { aclMembers, parseAcl } from './acl.ts';

function codeOf(json: unknown): number | 'none' {
  try {
    parseAcl(json);
    return 'none';
  } catch (error) {
    if (error instanceof ParseError) return error.code;
    throw error;
  }
}

describe('parseAcl', () => {
  it('reads users, roles and the public', () => {
    const json = { '*': { read: true }, aSaMpLeUsErId: { read: true, write: true }, 'role:Super Admins-2_x': { write: true, read: false } };
    expect([...(parseAcl(json) ?? [])]).toEqual([
      ['*', { read: true, write: false }],
      ['aSaMpLeUsErId', { read: true, write: true }],
      ['role:Super Admins-2_x', { read: false, write: true }],
    ]);
  });

  it('ignores null and an absent member', () => {
    expect([parseAcl(null), parseAcl(undefined)]).toEqual([undefined, undefined]);
  });

  it('locks the object for the Delete operation', () => {
    expect(parseAcl({ __op: 'Delete' })).toEqual(new Map());
  });

  it.each([
    ['text'],
    [''],
    [7],
    [true],
    [[]],
    [['*']],
    [{ '*unresolved': { write: true } }],
    [{ '**': { read: true } }],
    [{ '': { read: true } }],
    [{ 'role:': { read: true } }],
    [{ 'a\0b': { read: true } }],
    [{ '*': true }],
    [{ '*': 'read' }],
    [{ '*': null }],
    [{ '*': ['read'] }],
    [{ '*': { read: 1 } }],
    [{ '*': { read: 'true' } }],
    [{ '*': { read: null } }],
    [{ '*': { execute: true } }],
    [{ '*': { read: true, delete: true } }],
    [{ __op: 'Increment', amount: 1 }],
    [{ __type: 'ACL' }],
    [{ user: { $ne: null } }],
  ])('ACL-10 refuses %j with 123', (json) => {
    expect(codeOf(json)).toBe(123);
  });
});

describe('storedPermissions', () => {
  it.each([
    [{}, { _rperm: [], _wperm: [], _acl: {} }, {}],
    [
      { '*': { read: true }, 'role:Admins': { read: true, write: true } },
      { _rperm: ['*', 'role:Admins'], _wperm: ['role:Admins'], _acl: { 'role:Admins': { w: true, r: true }, '*': { r: true } } },
      { '*': { read: true }, 'role:Admins': { read: true, write: true } },
    ],
    [
      { u: { read: false, write: true }, v: { read: false } },
      { _rperm: [], _wperm: ['u'], _acl: { u: { w: true } } },
      { u: { write: true } },
    ],
  ])('stores the ACL %j as file 22 section 2.1 has it, and it reads back with true flags only', (json, stored, shown) => {
    const acl = parseAcl(json);
    expect(acl && aclMembers(acl)).toEqual(stored);
    expect(aclFromStored(stored._rperm, stored._wperm)).toEqual(shown);
  });
});
