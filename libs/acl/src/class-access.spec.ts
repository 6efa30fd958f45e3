import { ParseError } from '@parlance/errors';
import type { JsonObject } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import { classAccess } from './assert-class-access.ts';
import { accessTo, authorize, authorizeCreate, authorizeGrowth } from './authorize.ts';
import { decideClassAccess, type ClassOperation } from './class-access.ts';
import { MASTER, PUBLIC, type Identity } from './identity.ts';

const guarded = (classPermissions: JsonObject | undefined) => ({ className: 'C', classPermissions });
const decide = (identity: Identity, classPermissions: JsonObject | undefined, operation: ClassOperation) =>
  decideClassAccess(identity, guarded(classPermissions), operation).kind;

const USER: Identity = { kind: 'user', userId: 'u1', roles: ['Admins'] };
const OTHER: Identity = { kind: 'user', userId: 'u2', roles: [] };
const READ_ONLY: Identity = { kind: 'readOnlyMaster' };
const MAINTENANCE: Identity = { kind: 'maintenance' };
const OPERATIONS: readonly ClassOperation[] = ['get', 'find', 'count', 'create', 'update', 'delete', 'addField'];

describe('decideClassAccess', () => {
  it('CLP-08 allows everything where the class has no permission object', () => {
    for (const identity of [PUBLIC, USER, MAINTENANCE, MASTER]) {
      for (const operation of OPERATIONS) expect(decide(identity, undefined, operation)).toBe('allowed');
    }
  });

  it('ACL-14 allows the master key everything, and the read-only one to read', () => {
    for (const operation of OPERATIONS) {
      expect(decide(MASTER, {}, operation)).toBe('allowed');
      const reads = operation === 'get' || operation === 'find' || operation === 'count';
      expect(decide(READ_ONLY, {}, operation)).toBe(reads ? 'allowed' : 'denied');
      expect(decide(READ_ONLY, undefined, operation)).toBe(reads ? 'allowed' : 'denied');
    }
  });

  it('CLP-01 locks every operation that a permission object does not name', () => {
    for (const identity of [PUBLIC, USER, MAINTENANCE]) {
      for (const operation of OPERATIONS) expect(decide(identity, {}, operation)).toBe('denied');
    }
  });

  // Columns: a caller without session, the user u1 with role Admins, and the user u2 without roles.
  it.each<[JsonObject[string], string, string, string]>([
    [{ '*': true }, 'allowed', 'allowed', 'allowed'],
    [{}, 'denied', 'denied', 'denied'],
    [{ u1: true }, 'denied', 'allowed', 'denied'],
    [{ 'role:Admins': true }, 'denied', 'allowed', 'denied'],
    [{ Admins: true }, 'denied', 'denied', 'denied'],
    [{ 'role:u2': true }, 'denied', 'denied', 'denied'],
    [{ requiresAuthentication: true }, 'unauthenticated', 'allowed', 'allowed'],
    [{ requiresAuthentication: true, 'role:Admins': true }, 'unauthenticated', 'allowed', 'allowed'],
    [{ requiresAuthentication: true, '*': true }, 'allowed', 'allowed', 'allowed'],
    [{ '*': false, u1: false }, 'denied', 'denied', 'denied'],
    [{ '*': 1, u1: 'true', requiresAuthentication: 'yes' }, 'denied', 'denied', 'denied'],
    [{ pointerFields: ['owner'] }, 'nothing', 'pointed', 'pointed'],
    [{ pointerFields: ['owner'], u1: true }, 'nothing', 'allowed', 'pointed'],
    [{ pointerFields: [] }, 'denied', 'denied', 'denied'],
    ['public', 'denied', 'denied', 'denied'],
    [true, 'denied', 'denied', 'denied'],
    [['*'], 'denied', 'denied', 'denied'],
    [null, 'denied', 'denied', 'denied'],
  ])('CLP-02 CLP-06 PTR-08 of the entry %j: public %s, u1 %s, u2 %s', (entry, forPublic, forUser, forOther) => {
    for (const operation of ['get', 'find', 'count', 'update', 'delete'] as const) {
      const decided = (identity: Identity) => decide(identity, { [operation]: entry }, operation);
      expect([decided(PUBLIC), decided(USER), decided(OTHER)]).toEqual([forPublic, forUser, forOther]);
      expect(decided(MAINTENANCE)).toBe(forPublic);
    }
  });

  it('takes no user whose id is a word of the permission object for granted', () => {
    for (const userId of ['*', 'requiresAuthentication', 'pointerFields', 'constructor', 'toString', '__proto__']) {
      const odd: Identity = { kind: 'user', userId, roles: [] };
      expect(decide(odd, { find: { pointerFields: ['owner'], other: true } }, 'find')).toBe('pointed');
      expect(decide(odd, { find: { other: true } }, 'find')).toBe('denied');
    }
  });

  it('PTR-01 PTR-08 grouped pointer fields leave nothing to a caller without session, and create stays closed', () => {
    const classPermissions = { readUserFields: ['owner'], writeUserFields: ['owner'] };
    const decided = Object.fromEntries(OPERATIONS.map((operation) => [operation, decide(PUBLIC, classPermissions, operation)]));
    expect(decided).toEqual({
      get: 'nothing',
      find: 'nothing',
      count: 'nothing',
      update: 'nothing',
      delete: 'nothing',
      create: 'denied',
      addField: 'nothing',
    });
    expect(decide(PUBLIC, { create: { pointerFields: ['owner'] } }, 'create')).toBe('denied');
    expect(decide(PUBLIC, { readUserFields: ['owner'] }, 'update')).toBe('denied');
  });

  it('PTR-01 lets pointers grant new fields of an object, and the group of all writing those of a new one', () => {
    const onSave = (identity: Identity, classPermissions: JsonObject) =>
      (['create', 'update'] as const).map((save) => decideClassAccess(identity, guarded(classPermissions), 'addField', save));
    const allowed = { kind: 'allowed' };
    const denied = { kind: 'denied' };
    const pointed = (...fields: string[]) => ({ kind: 'pointed', fields });
    expect(onSave(USER, { writeUserFields: ['owner'] })).toEqual([allowed, pointed('owner')]);
    expect(onSave(PUBLIC, { writeUserFields: ['owner'] })).toEqual([allowed, { kind: 'nothing' }]);
    expect(onSave(USER, { addField: { pointerFields: ['editor'] } })).toEqual([denied, pointed('editor')]);
    expect(onSave(USER, { addField: { pointerFields: ['editor'] }, writeUserFields: ['owner', 'editor'] })).toEqual([
      allowed,
      pointed('editor', 'owner'),
    ]);
    expect(onSave(USER, { addField: { 'role:Admins': true }, writeUserFields: ['owner'] })).toEqual([allowed, allowed]);
    expect(onSave(USER, { readUserFields: ['owner'] })).toEqual([denied, denied]);
  });

  it('PTR-01 narrows by pointers what is open to whoever has a session', () => {
    const forSessions = { find: { requiresAuthentication: true }, readUserFields: ['owner'] };
    expect([decide(USER, forSessions, 'find'), decide(PUBLIC, forSessions, 'find')]).toEqual(['pointed', 'unauthenticated']);
    expect(decide(USER, { ...forSessions, find: { requiresAuthentication: true, u1: true } }, 'find')).toBe('allowed');
  });

  it('CLP-03 CLP-11 tells get, find and count apart', () => {
    const classPermissions = { get: { '*': true } } as const;
    expect(OPERATIONS.filter((operation) => decide(PUBLIC, classPermissions, operation) === 'allowed')).toEqual(['get']);
  });
});

describe('refusals', () => {
  it('CLP-01 are 119, and 101 where only a session is missing', () => {
    const refused = (identity: Identity, classPermissions: JsonObject): ParseError => {
      try {
        classAccess(identity, guarded(classPermissions), 'find');
      } catch (error) {
        if (error instanceof ParseError) return error;
      }
      throw new Error('Nothing was refused.');
    };
    const denied = refused(USER, {});
    expect([denied.code, denied.message, denied.refusal]).toEqual([
      119,
      'Permission denied',
      {
        inFull: 'Permission denied for action find on class C.',
        because: 'User u1 with one role may not find C: they do not grant find.',
      },
    ]);
    const unauthenticated = refused(PUBLIC, { find: { requiresAuthentication: true } });
    expect([unauthenticated.code, unauthenticated.message, unauthenticated.refusal]).toEqual([
      101,
      'Permission denied',
      {
        inFull: 'Permission denied, user needs to be authenticated.',
        because: 'A caller without session may not find C: they allow find to logged-in users, and there is no session.',
      },
    ]);
    expect(() => authorizeCreate(PUBLIC, guarded({}), { any: 'write' })).toThrow('Permission denied');
  });
});

describe('authorize', () => {
  it('seals a request together with what its caller may reach', () => {
    expect(authorize(PUBLIC, guarded(undefined), 'find', { limit: 1 })).toEqual({
      limit: 1,
      access: { kind: 'some', acl: { member: '_rperm', anyOf: [null, '*'] } },
    });
    expect(authorizeCreate(PUBLIC, guarded(undefined), { any: 'write' })).toEqual({ any: 'write' });
  });

  it('PTR-01 takes both pointers of an update that adds fields', () => {
    const classPermissions = { update: { pointerFields: ['owner'] }, addField: { pointerFields: ['editor'] } };
    expect(authorizeGrowth(USER, guarded(classPermissions), {}).access).toMatchObject({
      kind: 'some',
      pointers: [
        { userId: 'u1', anyOf: ['owner'] },
        { userId: 'u1', anyOf: ['editor'] },
      ],
    });
    expect(authorizeGrowth(PUBLIC, guarded({ update: { '*': true }, writeUserFields: ['owner'] }), {}).access).toEqual({ kind: 'none' });
    expect(authorizeGrowth(MASTER, guarded({}), {}).access).toEqual({ kind: 'all' });
  });

  it('PTR-08 leaves nothing where the class level leaves nothing', () => {
    expect(accessTo(PUBLIC, guarded({ readUserFields: ['owner'] }), 'find')).toEqual({ kind: 'none' });
  });

  it('asks the write list for update and delete, the read list for everything else', () => {
    const member = (operation: 'get' | 'find' | 'count' | 'update' | 'delete') => {
      const access = accessTo(USER, guarded(undefined), operation);
      return access.kind === 'some' ? access.acl?.member : access.kind;
    };
    expect([member('get'), member('find'), member('count')]).toEqual(['_rperm', '_rperm', '_rperm']);
    expect([member('update'), member('delete')]).toEqual(['_wperm', '_wperm']);
    expect(accessTo(MASTER, guarded({}), 'delete')).toEqual({ kind: 'all' });
  });
});
