import { create, find, get, remove, request, update } from '../requests.ts';
import { withDeclaredIndexes } from '../schema-view.ts';
import type { Step, Subject } from '../subject.ts';
import { pointer } from '../values.ts';

const everyone = { '*': true };
const FIELDS = { fields: { n: { type: 'Number' }, secret: { type: 'String' } } };
const permit = (title: string, className: string, classLevelPermissions: unknown, method = 'POST'): Step =>
  request(title, method, `/schemas/${className}`, {
    body: { className, ...(method === 'POST' ? FIELDS : {}), classLevelPermissions },
    as: 'master',
    view: withDeclaredIndexes,
  });

/** A client's requests to the object of a class and to the class. */
const attempts = (className: string, name: string): Step[] => [
  find(`${className}: find`, className),
  find(`${className}: find by id`, className, { where: { objectId: `{{${name}}}` } }),
  find(`${className}: count`, className, { count: 1, limit: 0 }),
  find(`${className}: find and count`, className, { count: 1 }),
  get(`${className}: get`, `${className}/{{${name}}}`),
  create(`${className}: create`, className, { n: 1 }),
  create(`${className}: create with a new field`, className, { fresh: 1 }),
  update(`${className}: update`, `${className}/{{${name}}}`, { n: 2 }),
  update(`${className}: update with a new field`, `${className}/{{${name}}}`, { newer: 1 }),
  find(`${className}: find as the master`, className, {}, { as: 'master' }),
  remove(`${className}: delete`, `${className}/{{${name}}}`),
];

const CLASSES: Readonly<Record<string, object>> = {
  ClpOpen: { find: everyone, get: everyone, count: everyone, create: everyone, update: everyone, delete: everyone, addField: everyone },
  ClpLocked: {},
  ClpFindOnly: { find: everyone },
  ClpCountOnly: { count: everyone },
  ClpGetOnly: { get: everyone },
  ClpNoFields: { find: everyone, get: everyone, count: everyone, create: everyone, update: everyone, delete: everyone },
  ClpSignedIn: { find: { requiresAuthentication: true }, get: { requiresAuthentication: true }, create: { requiresAuthentication: true } },
  ClpUser: { find: { user123456: true }, get: { user123456: true }, update: { 'role:Admins': true } },
  ClpHidden: { find: everyone, get: everyone, count: everyone, update: everyone, protectedFields: { '*': ['secret'] } },
};

export const classPermissions: Subject = {
  title: 'class permissions',
  before: Object.entries(CLASSES).map(([className, permissions]) => permit(className, className, permissions)),
  fixtures: Object.fromEntries(Object.keys(CLASSES).map((className) => [className, { [`of${className}`]: { n: 1, secret: 's' } }])),
  steps: [
    ...Object.keys(CLASSES).flatMap((className) => [
      request(`${className}: permissions`, 'GET', `/schemas/${className}`, { as: 'master', view: withDeclaredIndexes }),
      ...attempts(className, `of${className}`),
    ]),
    find('a where about a protected field', 'ClpHidden', { where: { secret: 's' } }),
    find('an order by a protected field', 'ClpHidden', { order: 'secret' }),
    find('keys of a protected field', 'ClpHidden', { keys: 'secret' }),
    find('a where about a protected field in $or', 'ClpHidden', { where: { $or: [{ secret: 's' }, { n: 1 }] } }),
    create('pointing to locked objects', 'ClpPointing', { to: pointer('ClpLocked', '{{ofClpLocked}}') }),
    find('include of what may not be read', 'ClpPointing', { include: 'to' }),
    find('include for the master', 'ClpPointing', { include: 'to' }, { as: 'master' }),
  ],
};

export const malformedPermissions: Subject = {
  title: 'malformed class permissions',
  before: [
    request('ClpBad', 'POST', '/schemas/ClpBad', {
      body: { fields: { s: { type: 'String' }, owner: { type: 'Pointer', targetClass: '_User' } } },
      as: 'master',
    }),
  ],
  steps: [
    ...Object.entries({
      'an unknown operation': { nonsense: everyone },
      'a text': 'x',
      'a list': [],
      'a number for an operation': { find: 5 },
      'a text for an operation': { find: 'x' },
      'true for an operation': { find: true },
      'false for everyone': { find: { '*': false } },
      'a text for everyone': { find: { '*': 'x' } },
      'a bad user': { find: { 'no user!': true } },
      'a role': { find: { 'role:Admins': true } },
      'pointer fields': { find: { pointerFields: ['owner'] } },
      'a pointer field that is a text': { find: { pointerFields: ['s'] } },
      'a pointer field that does not exist': { find: { pointerFields: ['nothing'] } },
      'pointer fields that are no list': { find: { pointerFields: 'owner' } },
      readUserFields: { readUserFields: ['owner'] },
      'readUserFields that do not exist': { readUserFields: ['nothing'] },
      writeUserFields: { writeUserFields: ['owner'] },
      'writeUserFields that are no list': { writeUserFields: 'owner' },
      'protected fields': { protectedFields: { '*': ['s'] } },
      'protected fields that do not exist': { protectedFields: { '*': ['nothing'] } },
      'protected fields that are no list': { protectedFields: { '*': 's' } },
      'a protected objectId': { protectedFields: { '*': ['objectId'] } },
      'requiresAuthentication that is no truth': { find: { requiresAuthentication: 'yes' } },
      'a default ACL': { ACL: { '*': { read: true } } },
      'a default ACL that is a text': { ACL: 'x' },
      null: null,
    }).map(([title, permissions]) => permit(title, 'ClpBad', permissions, 'PUT')),
    request('what is left of it', 'GET', '/schemas/ClpBad', { as: 'master', view: withDeclaredIndexes }),
  ],
};
