import { request } from '../../requests.ts';
import type { Step } from '../../subject.ts';
import { pointer } from '../../values.ts';
import { CALLERS, MAIN_CALLERS, signUp } from '../callers.ts';
import type { Case, Group } from '../group.ts';

const everyone = { '*': true };
const OPERATIONS = ['find', 'get', 'count', 'create', 'update', 'delete', 'addField'] as const;
const each = (grant: object): object => Object.fromEntries(OPERATIONS.map((operation) => [operation, grant]));
const OPEN = each(everyone);

/** Permissions of a class whose objects have an `owner` and a list `owners`. */
const PERMISSIONS: Readonly<Record<string, object>> = {
  nobody: each({}),
  'signed in': each({ requiresAuthentication: true }),
  'a user': each({ '{{anna}}': true }),
  'a role': each({ 'role:GenPermitted': true }),
  'a pointer': each({ pointerFields: ['owner'] }),
  'a list of pointers': each({ pointerFields: ['owners'] }),
  'a pointer or a user': each({ pointerFields: ['owner'], '{{bob}}': true }),
  'owners read': { readUserFields: ['owner'] },
  'owners write': { ...each({}), find: everyone, get: everyone, writeUserFields: ['owner'] },
  'owners write, all else open': { ...OPEN, addField: {}, writeUserFields: ['owner'] },
  'owners add fields': { ...OPEN, addField: { pointerFields: ['owner'] } },
  'no new fields': { ...OPEN, addField: {} },
  'find alone': { find: everyone },
  'hidden from all': { ...OPEN, protectedFields: { '*': ['secret'] } },
  'hidden from all but owners': { ...OPEN, protectedFields: { '*': ['secret'], 'userField:owner': [] } },
  'hidden from all but a role': { ...OPEN, protectedFields: { '*': ['secret', 'n'], 'role:GenPermitted': ['secret'] } },
  'hidden from signed in': { ...OPEN, protectedFields: { authenticated: ['secret'] } },
  'hidden with an owner': { ...OPEN, protectedFields: { '*': ['secret', 'owner'], 'userField:owner': ['owner'] } },
};

const schema = (className: string, classLevelPermissions: object): Step =>
  request(`describe ${className}`, 'POST', `/schemas/${className}`, {
    as: 'master',
    body: {
      className,
      fields: {
        n: { type: 'Number' },
        secret: { type: 'String' },
        owner: { type: 'Pointer', targetClass: '_User' },
        owners: { type: 'Array' },
      },
      classLevelPermissions,
    },
  });

const anna = pointer('_User', '{{anna}}');
const held = { n: 1, secret: 's', owner: anna, owners: [anna] };
const rows = Object.entries(PERMISSIONS).map(([who, permissions], at) => ({ who, permissions, className: `GenPermit${at}`, at }));

const attempts = ({ who, className, at }: (typeof rows)[number], caller: string, asking: Partial<Step>, by: number): Case[] => {
  const object = `/classes/${className}/{{p${at}x${by}}}`;
  const one = (what: string, method: string, path: string, more: Partial<Step> = {}): Step =>
    request(`${who}: ${what} by ${caller}`, method, path, { ...asking, ...more });
  const list = (what: string, query: Record<string, unknown>): Step =>
    one(what, 'GET', `/classes/${className}`, { query: { where: { n: 1, objectId: { $in: [`{{p${at}x${by}}}`] } }, ...query } });
  return [
    [
      one('find', 'GET', `/classes/${className}`, { query: { where: { objectId: { $in: [`{{p${at}x${by}}}`] } } } }),
      one('find by id', 'GET', `/classes/${className}`, { query: { where: { objectId: `{{p${at}x${by}}}` } } }),
      one('get', 'GET', object),
      one('get of keys', 'GET', object, { query: { keys: 'secret' } }),
      one('get but the owner', 'GET', object, { query: { excludeKeys: 'owner' } }),
      list('count', { count: 1, limit: 0 }),
      list('where about the secret', { where: { secret: 's' }, limit: 0 }),
      list('order by the secret', { order: 'secret', limit: 0 }),
      one('create', 'POST', `/classes/${className}`, { body: { n: 2 } }),
      one('create with a field', 'POST', `/classes/${className}`, { body: { n: 2, [`made${by}`]: 1 } }),
      one('update', 'PUT', object, { body: { n: 3 } }),
      one('update with a field', 'PUT', object, { body: { [`fresh${by}`]: 1 } }),
      one('update of the secret', 'PUT', object, { body: { secret: { __op: 'Delete' } } }),
      one('delete', 'DELETE', object),
    ],
  ];
};

export const permissions: Group = {
  title: 'class permissions of callers',
  before: [
    signUp('permissions', 'anna'),
    signUp('permissions', 'bob'),
    request('a role', 'POST', '/roles', {
      as: 'master',
      body: { name: 'GenPermitted', ACL: {}, users: { __op: 'AddRelation', objects: [anna] } },
      save: 'role',
    }),
    ...rows.map(({ className, permissions }) => schema(className, permissions)),
  ],
  fixtures: Object.fromEntries(
    rows.map(({ className, at }) => [className, Object.fromEntries(Object.keys(CALLERS).map((_, by) => [`p${at}x${by}`, held]))]),
  ),
  cases: rows.flatMap((row) => Object.entries(MAIN_CALLERS).flatMap(([caller, asking], by) => attempts(row, caller, asking, by))),
};
