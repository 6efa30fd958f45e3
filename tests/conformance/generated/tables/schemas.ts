import { request } from '../../requests.ts';
import { withDeclaredIndexes } from '../../schema-view.ts';
import type { Step } from '../../subject.ts';
import type { Case, Group } from '../group.ts';

const schema = (title: string, method: string, path: string, body?: unknown, more: Partial<Step> = {}): Step =>
  request(title, method, path, { body, as: 'master', view: withoutIndexes, ...more });

function withoutIndexes(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'indexes' in body ? withDeclaredIndexes(body) : body;
}

const PLATFORM = [
  '_User',
  '_Role',
  '_Session',
  '_Installation',
  '_Product',
  '_Audience',
  '_PushStatus',
  '_JobStatus',
  '_JobSchedule',
  '_Hooks',
  '_GlobalConfig',
  '_GraphQLConfig',
  '_Idempotency',
  '_Unknown',
] as const;

/** Every schema route on a class: read, purge, make, change, drop, and the schema that is left. */
function journey(when: string, name: string): Case {
  const at = (title: string, method: string, route: string, body?: unknown): Step =>
    schema(`${when}, ${name}: ${title}`, method, `/${route}/${name}`, body);
  return [
    at('GET', 'GET', 'schemas'),
    at('purge', 'DELETE', 'purge'),
    at('GET after a purge', 'GET', 'schemas'),
    at('POST of a field', 'POST', 'schemas', { className: name, fields: { extra: { type: 'Number' } } }),
    at('PUT of a field', 'PUT', 'schemas', { className: name, fields: { further: { type: 'String' } } }),
    at('PUT of the field again', 'PUT', 'schemas', { className: name, fields: { further: { type: 'String' } } }),
    at('PUT of a default field', 'PUT', 'schemas', { fields: { createdAt: { type: 'Date' } } }),
    at('PUT of permissions', 'PUT', 'schemas', {
      classLevelPermissions: {
        find: { '*': true },
        get: { '*': true },
        create: { '*': true },
        update: { '*': true },
        delete: { '*': true },
        count: { '*': true },
        addField: { '*': true },
      },
    }),
    at('PUT of an index', 'PUT', 'schemas', { indexes: { mine: { further: 1 } } }),
    at('PUT of an index on createdAt', 'PUT', 'schemas', { indexes: { made: { createdAt: 1 } } }),
    at('PUT that deletes the index', 'PUT', 'schemas', { indexes: { mine: { __op: 'Delete' }, made: { __op: 'Delete' } } }),
    at('PUT that deletes a field', 'PUT', 'schemas', { fields: { further: { __op: 'Delete' } } }),
    at('PUT that deletes a default field', 'PUT', 'schemas', { fields: { updatedAt: { __op: 'Delete' } } }),
    at('GET at the end', 'GET', 'schemas'),
    at('DELETE', 'DELETE', 'schemas'),
    at('GET after it', 'GET', 'schemas'),
    at('purge after it', 'DELETE', 'purge'),
  ];
}

/** Has to be played first: nothing has described or used a platform class by then. */
export const untouchedClasses: Group = {
  title: 'schemas of classes that nothing has described',
  cases: [...PLATFORM, 'GenSchemaNew'].map((name) => journey('untouched', name)),
};

/** Has to be played last: it purges users and sessions. */
export const describedClasses: Group = {
  title: 'schemas of classes in use',
  before: [
    request('a user', 'POST', '/users', { body: { username: 'schema-user', password: 'x' } }),
    request('a role', 'POST', '/roles', { body: { name: 'schema-role', ACL: {} }, as: 'master' }),
    request('an installation', 'POST', '/installations', { body: { deviceType: 'ios', installationId: 'schema-installation' } }),
    request('an object', 'POST', '/classes/GenSchemaUsed', { body: { n: 1 } }),
  ],
  cases: ['_User', '_Role', '_Session', '_Installation', 'GenSchemaUsed'].map((name) => [
    ...journey('in use', name),
    request(`in use, ${name}: what is left`, 'GET', `/classes/${name}`, { as: 'master', query: { count: 1, limit: 0 } }),
  ]),
};

/** Definitions of a field. */
const DEFINITIONS: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(
    ['String', 'Number', 'Boolean', 'Date', 'Object', 'Array', 'GeoPoint', 'File', 'Bytes', 'Polygon'].map((type) => [type, { type }]),
  ),
  'string in small letters': { type: 'string' },
  'an unknown type': { type: 'Colour' },
  'type number': { type: 5 },
  'type null': { type: null },
  'no type': {},
  'a string': 'String',
  null: null,
  'a number': 5,
  'a list': [],
  Pointer: { type: 'Pointer', targetClass: 'GenDefined' },
  'Pointer without a class': { type: 'Pointer' },
  'Pointer to a bad class': { type: 'Pointer', targetClass: '1a' },
  'Pointer to a class that is a number': { type: 'Pointer', targetClass: 5 },
  Relation: { type: 'Relation', targetClass: '_User' },
  'Relation without a class': { type: 'Relation' },
  'Relation to an unknown platform class': { type: 'Relation', targetClass: '_Nothing' },
  'a default': { type: 'Number', defaultValue: 5 },
  'a default of another type': { type: 'Number', defaultValue: 'x' },
  'a default null': { type: 'Number', defaultValue: null },
  'a default of a date': { type: 'Date', defaultValue: { __type: 'Date', iso: '2020-01-01T00:00:00.000Z' } },
  'a default of a relation': { type: 'Relation', targetClass: '_User', defaultValue: {} },
  required: { type: 'Number', required: true },
  'required in words': { type: 'Number', required: 'yes' },
  'required with a default': { type: 'String', required: true, defaultValue: 'x' },
  'an unknown member': { type: 'Number', colour: 'red' },
  'a delete': { __op: 'Delete' },
  'an unknown operation': { __op: 'Add' },
  ACL: { type: 'ACL' },
};
const PERMISSIONS: Readonly<Record<string, unknown>> = {
  empty: {},
  'everyone finds': { find: { '*': true } },
  'a user': { find: { abcdefghij: true } },
  'a role': { find: { 'role:Admins': true } },
  'signed in': { find: { requiresAuthentication: true } },
  'signed in false': { find: { requiresAuthentication: false } },
  false: { find: { '*': false } },
  'a string': { find: 'all' },
  'a list': { find: ['*'] },
  null: { find: null },
  'a short id': { find: { abc: true } },
  'a role without a name': { find: { 'role:': true } },
  'an unknown operation': { look: { '*': true } },
  pointerFields: { find: { pointerFields: ['owner'] } },
  'pointerFields of a number': { find: { pointerFields: ['n'] } },
  'pointerFields that is a string': { find: { pointerFields: 'owner' } },
  readUserFields: { readUserFields: ['owner'] },
  'readUserFields of a missing field': { readUserFields: ['nothing'] },
  'readUserFields that is a string': { readUserFields: 'owner' },
  writeUserFields: { writeUserFields: ['owner'] },
  protectedFields: { protectedFields: { '*': ['n'] } },
  'protectedFields of a missing field': { protectedFields: { '*': ['nothing'] } },
  'protectedFields of a default field': { protectedFields: { '*': ['objectId'] } },
  'protectedFields that is a list': { protectedFields: ['n'] },
  'protectedFields of a user field': { protectedFields: { 'userField:owner': ['n'] } },
  'protectedFields of a role': { protectedFields: { 'role:Admins': [] } },
  'protectedFields twice the same': { protectedFields: { '*': ['n', 'n'] } },
  'protectedFields signed in': { protectedFields: { authenticated: ['n'] } },
  ACL: { ACL: { '*': { read: true } } },
  'ACL that is a string': { ACL: 'x' },
  'not an object': 5,
  text: 'open',
};
const INDEXES: Readonly<Record<string, unknown>> = {
  ascending: { mine: { n: 1 } },
  descending: { mine: { n: -1 } },
  'of createdAt': { mine: { createdAt: 1 } },
  'of a pointer': { mine: { owner: 1 } },
  'of a missing field': { mine: { nothing: 1 } },
  'of two fields': { mine: { n: 1, owner: 1 } },
  text: { mine: { s: 'text' } },
  'of an unknown kind': { mine: { n: 'colour' } },
  empty: { mine: {} },
  'a number': { mine: 5 },
  'a list': { mine: ['n'] },
  'named _id_': { _id_: { n: 1 } },
  'of a path': { mine: { 'o.k': 1 } },
  'deleted and missing': { mine: { __op: 'Delete' } },
  'a string': 'mine',
};
const FIELDS = { n: { type: 'Number' }, s: { type: 'String' }, o: { type: 'Object' }, owner: { type: 'Pointer', targetClass: '_User' } };

function definitions(part: string, table: Readonly<Record<string, unknown>>, bodyOf: (value: unknown) => object): Case[] {
  return Object.entries(table).map(([name, value], at) => {
    const className = `GenDefined${part}${at}`;
    return [
      schema(`${part} ${name}: POST`, 'POST', `/schemas/${className}`, { className, ...bodyOf(value) }),
      schema(`${part} ${name}: PUT`, 'PUT', `/schemas/${className}Put`, bodyOf(value)),
      schema(`${part} ${name}: GET`, 'GET', `/schemas/${className}Put`),
    ];
  });
}

const parts = {
  field: Object.keys(DEFINITIONS).length,
  permissions: Object.keys(PERMISSIONS).length,
  index: Object.keys(INDEXES).length,
};

export const definitionsOfClasses: Group = {
  title: 'definitions of classes',
  before: Object.entries(parts).flatMap(([part, amount]) =>
    Array.from({ length: amount }, (_, at) =>
      schema(`make ${part} ${at}`, 'POST', `/schemas/GenDefined${part}${at}Put`, { fields: FIELDS }),
    ),
  ),
  cases: [
    ...definitions('field', DEFINITIONS, (definition) => ({ fields: { x: definition } })),
    ...definitions('permissions', PERMISSIONS, (classLevelPermissions) => ({ fields: FIELDS, classLevelPermissions })).map((steps) =>
      // A change cannot add the fields again.
      steps.map((step) =>
        step.method === 'PUT'
          ? { ...step, body: { classLevelPermissions: (step.body as { classLevelPermissions: unknown }).classLevelPermissions } }
          : step,
      ),
    ),
    ...definitions('index', INDEXES, (indexes) => ({ fields: FIELDS, indexes })).map((steps) =>
      steps.map((step) => (step.method === 'PUT' ? { ...step, body: { indexes: (step.body as { indexes: unknown }).indexes } } : step)),
    ),
    ...[
      undefined,
      5,
      'x',
      [],
      null,
      {},
      { className: 'GenDefinedBody' },
      { className: 5 },
      { className: '1a' },
      { fields: 5 },
      { fields: [] },
      { unknown: 1 },
    ].map((body, at): Case => [
      schema(`body ${JSON.stringify(body)}: POST without a name`, 'POST', '/schemas', body),
      schema(`body ${JSON.stringify(body)}: POST`, 'POST', `/schemas/GenDefinedBody${at}`, body),
      schema(`body ${JSON.stringify(body)}: PUT`, 'PUT', `/schemas/GenDefinedBody${at}`, body),
    ]),
  ],
};
