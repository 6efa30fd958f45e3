import { create, creates, find, get, remove, request, update, wheres } from '../requests.ts';
import type { Subject } from '../subject.ts';

const BAD_FIELDS = {
  'a space': { 'bad name': 1 },
  'a hyphen': { 'bad-name': 1 },
  'a digit first': { '1st': 1 },
  'an underscore first': { _private: 1 },
  'a dollar first': { $set: 1 },
  'an empty name': { '': 1 },
  'letters beyond ASCII': { größe: 1 },
  length: { length: 1 },
  className: { className: 'x' },
  'the internal _id': { _id: 'x' },
  'the internal _rperm': { _rperm: [] },
  'the internal _acl': { _acl: {} },
  'a pointer column': { _p_owner: 'x$y' },
  'a hash of a password': { _hashed_password: 'x' },
  'a dollar in a nested key': { o: { $set: 1 } },
  'a dot in a nested key': { o: { 'a.b': 1 } },
  'a dollar in a deep key': { o: { a: [{ b: { $x: 1 } }] } },
  'a dot at the end': { 'o.': 1 },
  'a dot at the beginning': { '.o': 1 },
  __proto__: JSON.parse('{"__proto__":{"x":1}}') as object,
  'constructor in a nested key': { o: { constructor: 1 } },
  _bsontype: { _bsontype: 'Code' },
  '_bsontype in a nested key': { o: { _bsontype: 'Code' } },
};

const GOOD_FIELDS = {
  'an underscore inside': { some_name: 1 },
  'digits inside': { a1: 1 },
  'one letter': { q: 1 },
  capitals: { ABC: 1 },
  'a space in a nested key': { o: { 'bad name': 1 } },
  'an underscore in a nested key': { o: { _x: 1, __y: 2 } },
  'a number as a nested key': { o: { 1: 2 } },
};

/** Refused by both, but not by the same rule: in a class of their own, since one server stores some of them. */
const FORBIDDEN_FIELDS = {
  constructor: { constructor: 1 },
  prototype: { prototype: 1 },
  'prototype in a nested key': { o: { prototype: 1 } },
};

export const fieldNames: Subject = {
  title: 'names of fields',
  fixtures: { Named: { named: { x: 1, o: { a: 1 } } }, Forbidden: { forbidden: { x: 1 } } },
  steps: [
    ...creates('Named', BAD_FIELDS),
    ...Object.entries(BAD_FIELDS).map(([title, body]) => update(`${title}, in a change`, 'Named/{{named}}', body)),
    ...creates('Forbidden', FORBIDDEN_FIELDS),
    ...Object.entries(FORBIDDEN_FIELDS).map(([title, body]) => update(`${title}, in a change`, 'Forbidden/{{forbidden}}', body)),
    ...creates('Named', GOOD_FIELDS),
    ...wheres('Named', {
      'a space in a where': { 'bad name': 1 },
      'a digit first in a where': { '1st': 1 },
      'an underscore first in a where': { _private: 1 },
      'an internal name in a where': { _rperm: 'x' },
      'a hash in a where': { _hashed_password: 'x' },
      'a dollar first in a where': { $set: 1 },
      'an unknown field in a where': { nothing: 1 },
      'constructor in a where': { constructor: 1 },
      'constructor as an operand in a where': { x: { constructor: 1 } },
      'an empty name in a where': { '': 1 },
    }),
    find('a bad name in order', 'Named', { order: 'bad name' }),
    find('an underscore first in order', 'Named', { order: '_private' }),
    find('a dollar in order', 'Named', { order: '$x' }),
    find('an unknown field in order', 'Named', { order: 'nothing', where: { x: 1 } }),
    find('a bad name in keys', 'Named', { keys: 'bad name' }),
    find('an unknown field in keys', 'Named', { keys: 'nothing' }),
    find('an internal name in keys', 'Named', { keys: '_rperm' }),
    get('nothing of this was stored', 'Named/{{named}}'),
  ],
};

const BAD_CLASSES = {
  'a digit first': '1st',
  'a hyphen': 'bad-name',
  'an underscore first': '_Private',
  'a dollar': '$x',
};

export const classNames: Subject = {
  title: 'names of classes',
  steps: [
    ...Object.entries(BAD_CLASSES).flatMap(([title, name]) => [
      create(`${title}, create`, name, { x: 1 }),
      find(`${title}, find`, name),
      get(`${title}, get`, `${name}/nothing123`),
      update(`${title}, update`, `${name}/nothing123`, { x: 1 }),
      remove(`${title}, delete`, `${name}/nothing123`),
    ]),
    create('letters, digits and underscores', 'Aa_1', { x: 1 }),
    create('a relation’s own class', '_Join:users:_Role', { x: 1 }),
    find('a relation’s own class, find', '_Join:users:_Role'),
    ...['_JobStatus', '_PushStatus', '_Hooks', '_GlobalConfig', '_GraphQLConfig', '_JobSchedule', '_Audience', '_Idempotency'].flatMap(
      (name) => [
        create(`${name}, create by a client`, name, { x: 1 }),
        find(`${name}, find by a client`, name),
        get(`${name}, get by a client`, `${name}/nothing123`),
        update(`${name}, update by a client`, `${name}/nothing123`, { x: 1 }),
        remove(`${name}, delete by a client`, `${name}/nothing123`),
      ],
    ),
    request('two slashes after the mount', 'GET', '//classes/Aa_1', { query: { keys: 'x' } }),
    request('a slash at the end', 'GET', '/classes/Aa_1/', { query: { keys: 'x' } }),
    request('fixed words in capitals', 'GET', '/CLASSES/Aa_1', { query: { keys: 'x' } }),
  ],
};
