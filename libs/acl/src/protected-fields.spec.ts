import type { JsonObject } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import { MASTER, PUBLIC, type Identity } from './identity.ts';
import { hidesByObject, isOwnUser, protectedFields, protectedFieldsOf, revealingFields, type HidingSettings } from './protected-fields.ts';

const APP: HidingSettings = { protectedFields: {}, protectedFieldsOwnerExempt: true, publicUserEmails: false };
const USER: Identity = { kind: 'user', userId: 'u1', roles: ['Admins'] };

function hidden(identity: Identity, groups: Record<string, unknown> | undefined, className = 'C'): string[] {
  const classPermissions = groups === undefined ? undefined : { protectedFields: groups as Record<string, string[]> };
  return [...protectedFields(identity, { className, classPermissions }, APP)].sort();
}

describe('protectedFields', () => {
  it('SPC-06 hides the e-mail of users from everybody but the privileged keys', () => {
    expect(hidden(PUBLIC, undefined, '_User')).toEqual(['email']);
    expect(hidden(USER, undefined, '_User')).toEqual(['email']);
    expect(hidden(PUBLIC, { '*': ['phone'] }, '_User')).toEqual(['email', 'phone']);
    for (const identity of [MASTER, { kind: 'readOnlyMaster' }, { kind: 'maintenance' }] as const) {
      expect(hidden(identity, { '*': ['phone'] }, '_User')).toEqual([]);
    }
  });

  it.each<[Record<string, unknown> | undefined, string[], string[]]>([
    [undefined, [], []],
    [{}, [], []],
    [{ '*': ['a', 'b'] }, ['a', 'b'], ['a', 'b']],
    [{ '*': ['a', 'b'], 'role:Admins': [] }, ['a', 'b'], []],
    [{ '*': ['a', 'b'], 'role:Admins': ['b', 'c'] }, ['a', 'b'], ['b']],
    [{ '*': ['a', 'b'], authenticated: ['a'], u1: ['b'] }, ['a', 'b'], []],
    [{ '*': ['a', 'b'], 'role:Other': [], u2: [] }, ['a', 'b'], ['a', 'b']],
    [{ authenticated: ['a'] }, [], ['a']],
    [{ '*': ['a'], 'userField:owner': [] }, ['a'], ['a']],
    [{ '*': ['a'], 'role:Admins': 'none' }, ['a'], ['a']],
    [{ '*': ['a', 7, null] }, ['a'], ['a']],
    [{ '*': 'all' }, [], []],
  ])('of the groups %j hides %j from the public and %j from a user', (groups, fromPublic, fromUser) => {
    expect([hidden(PUBLIC, groups), hidden(USER, groups)]).toEqual([fromPublic, fromUser]);
  });

  it('SPC-06 shows users all of themselves, and a pointed user the fields that the group of the pointer reveals', () => {
    const shown = (className: string, document: object, groups: Record<string, string[]>) =>
      [...protectedFieldsOf(USER, { className, classPermissions: { protectedFields: groups } }, { ...document }, APP)].toSorted();
    expect(shown('_User', { _id: 'u1' }, { '*': ['phone'] })).toEqual([]);
    expect(shown('_User', { _id: 'u2' }, { '*': ['phone'] })).toEqual(['email', 'phone']);
    const groups = { '*': ['a', 'b'], 'userField:owner': ['b'], 'userField:friends': [] };
    expect(shown('C', { _p_owner: '_User$u1' }, groups)).toEqual(['b']);
    expect(shown('C', { _p_owner: '_User$u2' }, groups)).toEqual(['a', 'b']);
    expect(shown('C', { friends: [{ __type: 'Pointer', className: '_User', objectId: 'u1' }] }, groups)).toEqual([]);
  });

  it('SPC-06 hides the fields that app and class hide together, group by group', () => {
    const app: HidingSettings = {
      protectedFields: {
        C: { '*': ['a', 'b'], 'role:Admins': ['b'], 'userField:owner': [] },
        _User: { '*': [] },
        toString: { '*': ['a'] },
      },
      protectedFieldsOwnerExempt: true,
      publicUserEmails: false,
    };
    const shown = (identity: Identity, classPermissions?: JsonObject, className = 'C') =>
      [...protectedFields(identity, { className, classPermissions }, app)].toSorted();
    expect([shown(PUBLIC), shown(USER), shown(MASTER)]).toEqual([['a', 'b'], ['b'], []]);
    expect(shown(PUBLIC, { protectedFields: { '*': ['c'] } })).toEqual(['a', 'b', 'c']);
    expect(shown(USER, { protectedFields: { '*': ['c'], 'role:Admins': ['c'] } })).toEqual(['b', 'c']);
    expect(shown(USER, { protectedFields: { authenticated: [] } })).toEqual([]);
    expect([shown(PUBLIC, undefined, '_User'), shown(PUBLIC, undefined, 'valueOf'), shown(PUBLIC, undefined, 'D')]).toEqual([
      ['email'],
      [],
      [],
    ]);
    expect([...protectedFieldsOf(USER, { className: 'C' }, { _p_owner: '_User$u1' }, app)]).toEqual([]);
    expect([hidesByObject(USER, { className: 'C' }, app), hidesByObject(USER, { className: 'D' }, app)]).toEqual([true, false]);
  });

  it.each([{}, { _User: {} }, { _User: { '*': [] } }, { _User: { '*': ['zip'] } }])(
    'SPC-06 adds to what the platform hides of users, never takes from it: %j',
    (named) => {
      const hides = (app: HidingSettings, groups?: Record<string, string[]>) => [
        ...protectedFields(PUBLIC, { className: '_User', classPermissions: groups && { protectedFields: groups } }, app),
      ];
      const app = { ...APP, protectedFields: named as HidingSettings['protectedFields'] };
      expect(hides(app)).toContain('email');
      expect(hides(app, { '*': [] })).toContain('email');
      expect(hides({ ...app, publicUserEmails: true })).not.toContain('email');
      expect(hides({ ...app, publicUserEmails: true }, { '*': ['email'] })).toContain('email');
    },
  );

  it('SPC-06 names the fields that reveal others to the users they hold', () => {
    const classPermissions = { protectedFields: { '*': ['a'], 'userField:owner': [] } };
    const app = { ...APP, protectedFields: { C: { 'userField:friends': [], 'userField:owner': [] } } };
    expect(revealingFields(USER, { className: 'C', classPermissions }, app).toSorted()).toEqual(['friends', 'owner']);
    expect([revealingFields(PUBLIC, { className: 'C', classPermissions }, app), revealingFields(USER, { className: 'D' }, app)]).toEqual([
      [],
      [],
    ]);
  });

  it('SPC-06 hides from users their own hidden fields, where the app says so', () => {
    const app = { ...APP, protectedFieldsOwnerExempt: false };
    expect([...protectedFieldsOf(USER, { className: '_User' }, { _id: 'u1' }, app)]).toEqual(['email']);
    const groups = { u1: [] };
    expect([...protectedFieldsOf(USER, { className: '_User', classPermissions: { protectedFields: groups } }, { _id: 'u1' }, app)]).toEqual(
      [],
    );
  });

  it('knows a user from others', () => {
    expect(isOwnUser(USER, '_User', 'u1')).toBe(true);
    expect(isOwnUser(USER, '_User', 'u2')).toBe(false);
    expect(isOwnUser(USER, 'C', 'u1')).toBe(false);
    expect(isOwnUser(PUBLIC, '_User', undefined)).toBe(false);
  });
});
