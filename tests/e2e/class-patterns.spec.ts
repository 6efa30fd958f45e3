import { MODES, startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, PATIENT, signUp, userPointer, verdict, type SignedUp } from './accounts.ts';

const OPEN = { '*': true };
const UUID = '5d1d6f2e-7b5c-4d8c-9a50-000000000001';

/** The answers to the public and to a member of the role `Moderators` for each operation: status and code. */
const DONE = [200, 0] as const;
const MADE = [201, 0] as const;
const CLOSED = [400, 119] as const;
const PATTERNS = {
  'read-only': {
    permissions: { get: OPEN, find: OPEN },
    anybody: { get: DONE, find: DONE, create: CLOSED, update: CLOSED, delete: CLOSED },
  },
  'write-only': {
    permissions: { create: OPEN, addField: OPEN },
    anybody: { get: CLOSED, find: CLOSED, create: MADE, update: CLOSED, delete: CLOSED },
  },
  moderated: {
    permissions: { get: OPEN, find: OPEN, create: OPEN, update: { 'role:Moderators': true }, delete: { 'role:Moderators': true } },
    anybody: { get: DONE, find: DONE, create: MADE, update: CLOSED, delete: CLOSED },
    moderator: { get: DONE, find: DONE, create: MADE, update: DONE, delete: DONE },
  },
} as const;
type Operation = 'get' | 'find' | 'create' | 'update' | 'delete';

describe.each(MODES)('patterns of class permissions, %s', (mode) => {
  let parlance: Parlance;
  let byPassword: SignedUp;
  let moderator: SignedUp;
  let anonymous: { readonly id: string; readonly token: string };
  beforeAll(async () => {
    parlance = await startParlance({ mode, apps: [{ id: 'test', settings: PATIENT }] });
    byPassword = await signUp(parlance);
    moderator = await signUp(parlance);
    const { body } = await parlance.rest('POST', '/users', { authData: { anonymous: { id: UUID } } });
    anonymous = { id: body.objectId, token: body.sessionToken };
    await addRole('Moderators', [moderator.id]);
    for (const [name, { permissions }] of Object.entries(PATTERNS)) {
      const className = classOf(name);
      const answer = await parlance.masterRest('POST', `/schemas/${className}`, {
        fields: { text: { type: 'String' } },
        classLevelPermissions: permissions,
      });
      expect([name, answer.status]).toEqual([name, 200]);
    }
  });
  afterAll(() => parlance?.close());

  const classOf = (pattern: string) => `Pattern${pattern.replace('-', '')}`;
  const addRole = (name: string, members: readonly string[]) =>
    parlance.masterRest('POST', '/roles', { name, ACL: {}, users: { __op: 'AddRelation', objects: members.map(userPointer) } });

  async function tried(operation: Operation, className: string, token: string | undefined): Promise<readonly [number, number]> {
    const options = token === undefined ? {} : as(token);
    const all = `/classes/${className}`;
    const { body } = await parlance.masterRest('POST', all, { text: 'a' });
    const one = `${all}/${body.objectId}`;
    const asked = {
      get: () => parlance.rest('GET', one, undefined, options),
      find: () => parlance.rest('GET', all, undefined, options),
      create: () => parlance.rest('POST', all, { text: 'b' }, options),
      update: () => parlance.rest('PUT', one, { text: 'c' }, options),
      delete: () => parlance.rest('DELETE', one, undefined, options),
    };
    return verdict(await asked[operation]());
  }

  it.each(Object.entries(PATTERNS))(
    'CLP-12 a %s class lets clients do what it is for, and nothing else',
    async (pattern, { anybody, ...others }) => {
      const moderators = 'moderator' in others ? others.moderator : anybody;
      for (const operation of Object.keys(anybody) as Operation[]) {
        for (const token of [undefined, byPassword.token, anonymous.token]) {
          expect([operation, ...(await tried(operation, classOf(pattern), token))]).toEqual([operation, ...anybody[operation]]);
        }
        expect([operation, ...(await tried(operation, classOf(pattern), moderator.token))]).toEqual([operation, ...moderators[operation]]);
      }
    },
  );

  it('SPC-17 a user who has no password is equal in ACLs, roles and class permissions', async () => {
    for (const user of [byPassword, anonymous]) {
      const own = await parlance.rest('POST', '/classes/Own', { ACL: { [user.id]: { read: true, write: true } } }, as(user.token));
      const path = `/classes/Own/${own.body.objectId}`;
      expect(verdict(await parlance.rest('GET', path, undefined, as(user.token)))).toEqual(DONE);
      expect(verdict(await parlance.rest('GET', path, undefined, as(moderator.token)))).toEqual([404, 101]);
      await addRole(`Friends of ${user.id}`, [user.id]);
      const shared = await parlance.masterRest('POST', '/classes/Own', { ACL: { [`role:Friends of ${user.id}`]: { read: true } } });
      const sharedPath = `/classes/Own/${shared.body.objectId}`;
      await expect.poll(async () => verdict(await parlance.rest('GET', sharedPath, undefined, as(user.token)))).toEqual(DONE);
      const className = `Closed${user.id}`;
      await parlance.masterRest('POST', `/schemas/${className}`, { classLevelPermissions: { find: { [user.id]: true } } });
      expect(verdict(await parlance.rest('GET', `/classes/${className}`, undefined, as(user.token)))).toEqual(DONE);
      expect(verdict(await parlance.rest('GET', `/classes/${className}`, undefined, as(moderator.token)))).toEqual(CLOSED);
    }
  });
});
