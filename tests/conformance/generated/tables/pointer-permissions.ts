import { request } from '../../requests.ts';
import type { Step } from '../../subject.ts';
import { pointer } from '../../values.ts';
import { signUp } from '../callers.ts';
import { alone, type Case, type Group } from '../group.ts';

const everyone = { '*': true };
const open = { find: everyone, get: everyone, count: everyone, create: everyone, update: everyone, delete: everyone };
const signedIn = { requiresAuthentication: true };
const byOwner = { pointerFields: ['owner'] };
const byEditors = { pointerFields: ['editors'] };

const FIELDS = {
  n: { type: 'Number' },
  a: { type: 'String' },
  b: { type: 'String' },
  owner: { type: 'Pointer', targetClass: '_User' },
  editors: { type: 'Array' },
};

/** Class permissions that pointers of an object have a part in. */
const PERMISSIONS: Readonly<Record<string, object>> = {
  PtrWriters: { ...open, writeUserFields: ['owner'] },
  PtrWritersAlone: { find: everyone, get: everyone, create: everyone, writeUserFields: ['owner'] },
  PtrReaders: { create: everyone, readUserFields: ['owner'] },
  PtrAddField: { ...open, addField: byOwner },
  PtrAddFieldOther: { ...open, update: byOwner, addField: byEditors },
  PtrAddFieldGroups: { ...open, update: byOwner, addField: byEditors, writeUserFields: ['owner'] },
  PtrGroups: {
    create: everyone,
    get: byEditors,
    find: byEditors,
    readUserFields: ['owner'],
    update: byEditors,
    writeUserFields: ['owner'],
  },
  PtrNoFields: { ...open, addField: {} },
  PtrSignedInFields: { ...open, addField: signedIn },
  PtrSignedIn: { find: signedIn, get: signedIn, count: signedIn, create: signedIn, update: signedIn, delete: signedIn, addField: signedIn },
  PtrSignedInWriters: { ...open, update: signedIn, delete: signedIn, addField: signedIn, writeUserFields: ['owner'] },
  PtrSignedInReaders: { create: everyone, find: signedIn, get: signedIn, count: signedIn, readUserFields: ['owner', 'editors'] },
};

const CALLERS: Readonly<Record<string, Partial<Step>>> = {
  nobody: {},
  owner: { session: 'ptrOwner' },
  editor: { session: 'ptrEditor' },
  stranger: { session: 'ptrStranger' },
};

/** The objects of a class: their owners, their editors, their ACLs. */
const OBJECTS = (className: string): Readonly<Record<string, object>> => ({
  [`${className}Open`]: { n: 1, owner: pointer('_User', '{{ptrOwner}}'), editors: [pointer('_User', '{{ptrEditor}}')] },
  [`${className}Hidden`]: { n: 1, owner: pointer('_User', '{{ptrOwner}}'), editors: [pointer('_User', '{{ptrEditor}}')], ACL: {} },
  [`${className}Both`]: { n: 1, owner: pointer('_User', '{{ptrOwner}}'), editors: [pointer('_User', '{{ptrOwner}}')] },
});

const cases: Case[] = Object.keys(PERMISSIONS).flatMap((className) =>
  Object.entries(CALLERS).map(([caller, asking]): Case => {
    const ask = (title: string, method: string, path: string, more: Partial<Step> = {}): Step =>
      request(`${className} ${title} by ${caller}`, method, path, { ...more, ...asking });
    const fresh = (title: string) => `f_${caller}_${title}`;
    const objects = ['Open', 'Hidden', 'Both'].flatMap((kind) => {
      const path = `/classes/${className}/{{${className}${kind}}}`;
      return [
        ask(`${kind} get`, 'GET', path, { query: { keys: 'n' } }),
        ask(`${kind} update`, 'PUT', path, { body: { n: 2 } }),
        ask(`${kind} update with a new field`, 'PUT', path, { body: { [fresh(kind)]: 1 } }),
      ];
    });
    const made = `made_${className}_${caller}`;
    return [
      ...objects,
      ask('nothing update with a new field', 'PUT', `/classes/${className}/nothing123`, { body: { [fresh('none')]: 1 } }),
      ask('find', 'GET', `/classes/${className}`, { query: { keys: 'n', order: 'createdAt', where: { n: { $lt: 3 } } } }),
      ask('count', 'GET', `/classes/${className}`, { query: { count: 1, limit: 0, where: { n: { $lt: 3 } } } }),
      ask('create', 'POST', `/classes/${className}`, { body: { a: 'x' }, save: made }),
      ask('create with a new field', 'POST', `/classes/${className}`, { body: { a: 'x', [fresh('made')]: 1 } }),
      ask('delete', 'DELETE', `/classes/${className}/{{${className}Hidden}}`),
    ];
  }),
);

const permit = (className: string, classLevelPermissions: object): Step =>
  request(className, 'POST', `/schemas/${className}`, { body: { className, fields: FIELDS, classLevelPermissions }, as: 'master' });

const users = ['ptrOwner', 'ptrEditor', 'ptrStranger'].map((name) => signUp('pointers', name));

export const pointerPermissions: Group = {
  title: 'pointer permissions',
  before: [...users, ...Object.entries(PERMISSIONS).map(([className, permissions]) => permit(className, permissions))],
  fixtures: Object.fromEntries(Object.keys(PERMISSIONS).map((className) => [className, OBJECTS(className)])),
  cases,
  inOrder: true,
};

/** Fields that classes hide, some of them not from the users that an object points to. */
const HIDING: Readonly<Record<string, object>> = {
  PtrHiding: { '*': ['a', 'b'], 'userField:owner': ['b'] },
  PtrHidingLists: { '*': ['a', 'b'], 'userField:owner': ['b'], 'userField:editors': ['a'] },
  PtrHidingSelf: { '*': ['a', 'owner'], 'userField:owner': [] },
  PtrHidingSignedIn: { '*': ['a', 'b'], authenticated: ['a'], 'userField:editors': ['b'] },
};

const SHOWN: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  everything: {},
  'keys without the pointer': { keys: 'n,a,b' },
  'keys of the field alone': { keys: 'a' },
  'keys with the pointer': { keys: 'a,owner' },
  'excludeKeys with the pointer': { excludeKeys: 'owner,n' },
  'excludeKeys with all pointers': { excludeKeys: 'owner,editors' },
  'excludeKeys without the pointer': { excludeKeys: 'n' },
};

export const pointedProtection: Group = {
  title: 'protected fields by pointer',
  before: [
    ...['ptrOwner', 'ptrEditor', 'ptrStranger'].map((name) => signUp('protection', name)),
    ...Object.entries(HIDING).map(([className, protectedFields]) => permit(className, { ...open, addField: everyone, protectedFields })),
    request('PtrPointing', 'POST', '/schemas/PtrPointing', { body: { className: 'PtrPointing' }, as: 'master' }),
  ],
  fixtures: {
    ...Object.fromEntries(
      Object.keys(HIDING).map((className) => [
        className,
        {
          [`${className}One`]: {
            n: 1,
            a: 'a1',
            b: 'b1',
            owner: pointer('_User', '{{ptrOwner}}'),
            editors: [pointer('_User', '{{ptrEditor}}')],
          },
          [`${className}Two`]: { n: 2, a: 'a2', b: 'b2', owner: pointer('_User', '{{ptrEditor}}') },
        },
      ]),
    ),
    PtrPointing: Object.fromEntries(
      Object.keys(HIDING).map((className) => [`to${className}`, { [`to${className}`]: pointer(className, `{{${className}One}}`) }]),
    ),
  },
  cases: alone(
    Object.keys(HIDING).flatMap((className) =>
      Object.entries(CALLERS).flatMap(([caller, asking]) =>
        Object.entries(SHOWN)
          .flatMap(([shown, query]) => [
            request(`${className} find ${shown} by ${caller}`, 'GET', `/classes/${className}`, {
              query: { order: 'n', ...query },
              ...asking,
            }),
            request(`${className} get ${shown} by ${caller}`, 'GET', `/classes/${className}/{{${className}One}}`, { query, ...asking }),
          ])
          .concat(
            request(`${className} included by ${caller}`, 'GET', `/classes/PtrPointing/{{to${className}}}`, {
              query: { include: `to${className}` },
              ...asking,
            }),
          ),
      ),
    ),
  ),
};
