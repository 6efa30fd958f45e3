import { request } from '../../requests.ts';
import { pointer } from '../../values.ts';
import { CALLERS, MAIN_CALLERS, signUp } from '../callers.ts';
import type { Case, Group } from '../group.ts';

const everyone = { '*': { read: true, write: true } };
const member = { __op: 'AddRelation', objects: [pointer('_User', '{{anna}}')] };

/** Bodies of roles; `{n}` keeps names apart. */
const ROLES: Readonly<Record<string, unknown>> = {
  'name and ACL': { name: 'R{n}', ACL: everyone },
  'no name': { ACL: everyone },
  'no ACL': { name: 'R{n}' },
  nothing: {},
  'name empty': { name: '', ACL: everyone },
  'name null': { name: null, ACL: everyone },
  'name number': { name: 5, ACL: everyone },
  'name with a colon': { name: 'a:{n}', ACL: everyone },
  'name with a dot': { name: 'a.{n}', ACL: everyone },
  'name with spaces': { name: ' a {n} ', ACL: everyone },
  'name taken': { name: 'GenRole', ACL: everyone },
  'ACL null': { name: 'R{n}', ACL: null },
  'ACL empty': { name: 'R{n}', ACL: {} },
  'ACL string': { name: 'R{n}', ACL: 'x' },
  users: { name: 'R{n}', ACL: everyone, users: member },
  'users as a list': { name: 'R{n}', ACL: everyone, users: [pointer('_User', '{{anna}}')] },
  'users of another class': { name: 'R{n}', ACL: everyone, users: { __op: 'AddRelation', objects: [pointer('_Role', '{{role}}')] } },
  roles: { name: 'R{n}', ACL: everyone, roles: { __op: 'AddRelation', objects: [pointer('_Role', '{{role}}')] } },
  'a further field': { name: 'R{n}', ACL: everyone, further: 1 },
  objectId: { name: 'R{n}', ACL: everyone, objectId: 'chosen1234' },
};
const CHANGES: Readonly<Record<string, unknown>> = {
  'the name': { name: 'Renamed{n}' },
  'the name to itself': { name: 'Changed{n}' },
  'the name deleted': { name: { __op: 'Delete' } },
  users: { users: member },
  'ACL empty': { ACL: {} },
  'ACL deleted': { ACL: { __op: 'Delete' } },
  'a further field': { further: 1 },
  'themselves as a role': { roles: { __op: 'AddRelation', objects: [pointer('_Role', '{{c{n}}}')] } },
};
const numbered = (body: unknown, n: number): unknown => JSON.parse(JSON.stringify(body).replaceAll('{n}', String(n)));
const changed = Object.entries(CHANGES).flatMap(([what, body], at) =>
  Object.entries(MAIN_CALLERS).map(([caller, asking], by) => ({ what, body, caller, asking, n: at * 10 + by })),
);

export const roles: Group = {
  title: 'roles',
  before: [
    signUp('roles', 'anna'),
    signUp('roles', 'bob'),
    request('a role', 'POST', '/roles', {
      as: 'master',
      body: { name: 'GenRole', ACL: { '*': { read: true } }, users: member },
      save: 'role',
    }),
    ...changed.map(({ n }) =>
      request(`role ${n}`, 'POST', '/roles', {
        as: 'master',
        body: { name: `Changed${n}`, ACL: { '*': { read: true }, '{{anna}}': { write: true } } },
        save: `c${n}`,
      }),
    ),
  ],
  cases: [
    ...Object.entries(ROLES).flatMap(([what, body], at) =>
      Object.entries(MAIN_CALLERS).map(([caller, asking], by): Case => [
        request(`create with ${what} by ${caller}`, 'POST', '/roles', { ...asking, body: numbered(body, at * 10 + by) }),
      ]),
    ),
    ...changed.map(({ what, body, caller, asking, n }): Case => [
      request(`change ${what} by ${caller}`, 'PUT', `/roles/{{c${n}}}`, { ...asking, body: numbered(body, n) }),
      request(`get after ${what} by ${caller}`, 'GET', `/roles/{{c${n}}}`, { ...asking }),
      request(`delete after ${what} by ${caller}`, 'DELETE', `/roles/{{c${n}}}`, { ...asking }),
    ]),
    ...Object.entries(CALLERS).map(([caller, asking]): Case => [
      request(`find by ${caller}`, 'GET', '/roles', { ...asking, query: { where: { name: 'GenRole' } } }),
      request(`find through classes by ${caller}`, 'GET', '/classes/_Role', {
        ...asking,
        query: { where: { name: 'GenRole' }, keys: 'name' },
      }),
      request(`members by ${caller}`, 'GET', '/users', {
        ...asking,
        query: { where: { $relatedTo: { object: pointer('_Role', '{{role}}'), key: 'users' } }, keys: 'objectId' },
      }),
    ]),
  ],
};
