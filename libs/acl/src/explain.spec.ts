import type { JsonObject } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import { isClosedClass } from './closed-classes.ts';
import type { ClassOperation } from './class-access.ts';
import { explain } from './explain.ts';
import { MASTER, PUBLIC, type Identity } from './identity.ts';

const NOTHING_HIDDEN = { protectedFields: {}, protectedFieldsOwnerExempt: true, publicUserEmails: false };
const USER: Identity = { kind: 'user', userId: 'u1', roles: ['Admins'] };
const ask = (
  identity: Identity,
  classPermissions: JsonObject | undefined,
  operation: ClassOperation,
  document?: object,
  className = 'Game',
) => explain(identity, { className, classPermissions }, operation, document && { _id: 'g1', ...document }, NOTHING_HIDDEN);
const asked = (...question: Parameters<typeof ask>) => ask(...question).rules.map(({ rule, outcome }) => `${rule} ${outcome}`);

describe('explain', () => {
  it('says in one sentence who asked, what was decided, and why', () => {
    expect(ask(PUBLIC, undefined, 'find').summary).toBe('A caller without session may find Game: the class has no permissions of its own.');
    expect(ask(USER, {}, 'delete', {}).summary).toBe('User u1 with the role Admins may not delete Game g1: they do not grant delete.');
    expect(ask(USER, undefined, 'get', { _rperm: ['u2', 'role:Staff'] }).summary).toBe(
      'User u1 with the role Admins may not get Game g1: its ACL grants read to u2, role:Staff only.',
    );
    expect(ask(MASTER, {}, 'delete', { _wperm: [] }).summary).toBe('The master key may delete Game g1: the key passes every ACL.');
  });

  it('names the first roles of a user who has many', () => {
    const roles = Array.from({ length: 12 }, (_, n) => `r${n}`);
    expect(ask({ kind: 'user', userId: 'u1', roles }, undefined, 'find').summary).toMatch(
      /^User u1 with 12 roles: r0, .*r9 and 2 more may find/,
    );
    expect(ask({ kind: 'user', userId: 'u1', roles: [] }, undefined, 'find').summary).toMatch(/^User u1 without roles may find/);
  });

  it('is decided by what was asked before, when that refuses', () => {
    const earlier = { rule: 'class rules', outcome: 'refuses', because: 'it is Monday' } as const;
    const { allowed, rules, summary } = explain(PUBLIC, { className: 'Game' }, 'find', undefined, NOTHING_HIDDEN, [earlier]);
    expect([allowed, rules, summary]).toEqual([false, [earlier], 'A caller without session may not find Game: it is Monday.']);
    const passed = explain(PUBLIC, { className: 'Game' }, 'find', undefined, NOTHING_HIDDEN, [{ ...earlier, outcome: 'allows' }]);
    expect([passed.allowed, passed.rules.length]).toEqual([true, 2]);
  });

  it('lists the rules that were asked in order, and none behind a refusal', () => {
    expect(asked(USER, { get: { pointerFields: ['owner'] } }, 'get', { _p_owner: '_User$u1', _rperm: ['*'] })).toEqual([
      'class permissions allows',
      'pointer permissions allows',
      'ACL allows',
    ]);
    expect(asked(USER, { get: { pointerFields: ['owner'] } }, 'get', { _rperm: ['*'] })).toEqual([
      'class permissions allows',
      'pointer permissions refuses',
    ]);
    expect(asked(PUBLIC, { get: { requiresAuthentication: true } }, 'get', {})).toEqual(['class permissions refuses']);
    expect(asked(USER, undefined, 'get', { _rperm: ['role:Admins'] })).toEqual(['class permissions allows', 'ACL allows']);
    expect(asked(PUBLIC, undefined, 'find', {}, '_JobStatus')).toEqual(['closed class refuses']);
    expect(asked(USER, { protectedFields: { '*': ['a'] }, get: { '*': true } }, 'get', {})).toEqual([
      'class permissions allows',
      'ACL allows',
      'protected fields hides',
    ]);
  });

  it('SPC-02 SPC-03 knows what users and sessions are to their owners', () => {
    expect(ask(USER, undefined, 'get', { _id: 'u1', _rperm: [] }, '_User').allowed).toBe(false);
    expect(ask(USER, undefined, 'update', { _id: 'u2', _wperm: ['u1'] }, '_User').allowed).toBe(true);
    expect(ask(USER, undefined, 'update', { _id: 'u2', _wperm: ['u2'] }, '_User').allowed).toBe(false);
    expect(ask(PUBLIC, undefined, 'update', { _id: 'u2', _wperm: ['*'] }, '_User').allowed).toBe(false);
    expect(ask(USER, undefined, 'update', { _id: 'u1' }, '_User').allowed).toBe(true);
    expect(ask(USER, undefined, 'update', { _id: 'u2' }, '_User').allowed).toBe(false);
    expect(ask(USER, undefined, 'get', { _p_user: '_User$u1' }, '_Session').allowed).toBe(true);
    expect(ask(USER, undefined, 'get', { _p_user: '_User$u2' }, '_Session').allowed).toBe(false);
  });
});

describe('closed classes', () => {
  it('SPC-12 SEC-13 are the platform’s own classes and the collections of relations', () => {
    for (const name of [
      '_JobStatus',
      '_PushStatus',
      '_Hooks',
      '_GlobalConfig',
      '_GraphQLConfig',
      '_JobSchedule',
      '_Audience',
      '_Idempotency',
      '_SCHEMA',
      '_Join:users:_Role',
      '_Join:x:Y',
      '_Join:',
    ])
      expect([name, isClosedClass(name)]).toEqual([name, true]);
    for (const name of ['_User', '_Role', '_Session', '_Installation', '_Product', 'Game', 'Join']) {
      expect([name, isClosedClass(name)]).toEqual([name, false]);
    }
  });
});
