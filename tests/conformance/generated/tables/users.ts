import { request } from '../../requests.ts';
import type { Step } from '../../subject.ts';
import { CALLERS, signUp } from '../callers.ts';
import type { Case, Group } from '../group.ts';

/** Callers that read and change a user: the user, another one, nobody, and the keys. */
const changers = {
  'the REST key': CALLERS['the REST key'],
  themselves: { session: 'SELF' },
  bob: CALLERS.bob,
  'the master key': CALLERS['the master key'],
} as const;

/** The changes to a user. */
const CHANGES: Readonly<Record<string, unknown>> = {
  'a field': { changed: 1 },
  nothing: {},
  'the name': { username: 'renamed-{n}' },
  'the name to nothing': { username: '' },
  'the name to null': { username: null },
  'the name to a number': { username: 5 },
  'the name deleted': { username: { __op: 'Delete' } },
  'the password': { password: 'new' },
  'the password to nothing': { password: '' },
  'the password to null': { password: null },
  'the address': { email: 'user{n}@example.com' },
  'the address to a word': { email: 'word' },
  'the address deleted': { email: { __op: 'Delete' } },
  emailVerified: { emailVerified: true },
  'their own token': { sessionToken: '{{SELFToken}}' },
  'another token': { sessionToken: 'r:00000000000000000000000000000000' },
  'authData null': { authData: null },
  'authData anonymous null': { authData: { anonymous: null } },
  'authData anonymous': { authData: { anonymous: { id: 'linked-{n}' } } },
  'authData unknown': { authData: { nobody: { id: '1' } } },
  'ACL empty': { ACL: {} },
  'ACL null': { ACL: null },
  'ACL deleted': { ACL: { __op: 'Delete' } },
  'ACL public': { ACL: { '*': { read: true, write: true } } },
  'ACL of bob': { ACL: { '{{bob}}': { read: true, write: true } } },
  'ACL string': { ACL: 'x' },
  objectId: { objectId: 'chosen1234' },
  createdAt: { createdAt: '2020-01-01T00:00:00.000Z' },
  _hashed_password: { _hashed_password: 'x' },
  _wperm: { _wperm: ['*'] },
};

const changed = Object.entries(CHANGES).flatMap(([what, body], at) =>
  Object.entries(changers).map(([caller, asking], by) => ({ what, body, caller, asking, self: `u${at}x${by}`, n: at * 10 + by })),
);
const fill = (value: unknown, self: string, n: number): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll('SELF', self).replaceAll('{n}', String(n)));

export const changesOfUsers: Group = {
  title: 'changes of users',
  before: [signUp('changes', 'bob')],
  cases: changed.map(({ what, body, caller, asking, self, n }): Case => {
    const as = fill(asking, self, n) as Partial<Step>;
    return [
      { ...signUp('changes', self), title: `to change ${what} by ${caller}` },
      request(`${what} by ${caller}`, 'PUT', `/users/{{${self}}}`, { ...as, body: fill(body, self, n) }),
      request(`${what} by ${caller}, read by the master`, 'GET', `/users/{{${self}}}`, { as: 'master' }),
      request(`${what} by ${caller}, then log-in`, 'POST', '/login', {
        body: { username: `changes-${self}`, password: `password of ${self}` },
      }),
      request(`${what} by ${caller}, then me`, 'GET', '/users/me', { session: self }),
    ];
  }),
};

/** Users whose ACL lets others write, and the callers that write. */
const ACLS: Readonly<Record<string, unknown>> = {
  'a public ACL': { '*': { read: true, write: true } },
  'an ACL of bob': { '{{bob}}': { read: true, write: true } },
  'an ACL that bob may only write': { '{{bob}}': { write: true } },
  'an ACL that bob may only read': { '{{bob}}': { read: true } },
  'an ACL of a role of bob': { 'role:GenUserWriters': { read: true, write: true } },
  'an ACL of nobody': {},
};
const others = { 'the REST key': {}, bob: { session: 'bob' }, cyd: { session: 'cyd' }, 'the master key': { as: 'master' } } as const;
const shared = Object.entries(ACLS).flatMap(([what, ACL], at) =>
  Object.entries(others).map(([caller, asking], by) => ({ what, ACL, caller, asking, self: `v${at}x${by}` })),
);

export const sharedUsers: Group = {
  title: 'users with ACLs',
  before: [
    signUp('shared', 'bob'),
    signUp('shared', 'cyd'),
    request('a role', 'POST', '/roles', {
      as: 'master',
      body: {
        name: 'GenUserWriters',
        ACL: {},
        users: { __op: 'AddRelation', objects: [{ __type: 'Pointer', className: '_User', objectId: '{{bob}}' }] },
      },
      save: 'writers',
    }),
  ],
  cases: shared.map(({ what, ACL, caller, asking, self }): Case => [
    { ...signUp('shared', self), title: `to share with ${what} for ${caller}` },
    request(`share with ${what} for ${caller}`, 'PUT', `/users/{{${self}}}`, { as: 'master', body: { ACL } }),
    request(`get with ${what} by ${caller}`, 'GET', `/users/{{${self}}}`, asking),
    request(`find with ${what} by ${caller}`, 'GET', '/users', { ...asking, query: { where: { objectId: `{{${self}}}` } } }),
    request(`update with ${what} by ${caller}`, 'PUT', `/users/{{${self}}}`, { ...asking, body: { changed: 2 } }),
    request(`update through classes with ${what} by ${caller}`, 'PUT', `/classes/_User/{{${self}}}`, { ...asking, body: { changed: 3 } }),
    request(`new password with ${what} by ${caller}`, 'PUT', `/users/{{${self}}}`, { ...asking, body: { password: 'other' } }),
    request(`delete with ${what} by ${caller}`, 'DELETE', `/users/{{${self}}}`, asking),
    request(`log-in with ${what} after ${caller}`, 'POST', '/login', {
      body: { username: `shared-${self}`, password: `password of ${self}` },
    }),
  ]),
};
