import { create, request } from '../requests.ts';
import type { Step, Subject } from '../subject.ts';
import { call, signUp } from './cloud-words.ts';

const each = (names: string, step: (name: string) => Step): Step[] => names.split(/\s+/).filter(Boolean).map(step);

const RESULTS = `string empty unicode number zero negative large notANumber infinite yes no nil undef list emptyList holes object emptyObject
  withUndefined typed date nestedDate pattern geoPoint nestedGeoPoint polygon file acl withoutData saved changedSince holding objects nestedObjects user map
  set buffer bytes own withToJSON error parseError functions func promise thenable prototype dollar operation`;

const ERRORS = `string emptyString error emptyError typeError withCode parseError parseErrorNotFound parseErrorForbidden
  parseErrorSession parseErrorDuplicate parseErrorTimeout parseErrorValidation parseErrorOther parseErrorZero parseErrorNegative parseErrorLarge
  parseErrorEmpty parseErrorReserved plain plainWithoutMessage number zero nil undef yes`;

export const functionResults: Subject = {
  title: 'results of functions',
  profile: 'cloud',
  comparesTexts: true,
  steps: [
    ...each(RESULTS, (what) => call(`a result: ${what}`, 'give', { what })),
    ...each('string date holding nil undef promise objects', (what) => call(`a result of a promise: ${what}`, 'giveLater', { what })),
    ...each('success nothing error parseError noError status teapot errorStatus later twice throws date', (how) =>
      call(`a response: ${how}`, 'express', { how }),
    ),
    call('a response: header', 'express', { how: 'header' }),
    call('a response that is returned', 'expressReturns'),
  ],
};

export const functionErrors: Subject = {
  title: 'errors of functions',
  profile: 'cloud',
  comparesTexts: true,
  steps: [
    ...each(ERRORS, (how) => call(`thrown: ${how}`, 'fail', { how })),
    ...each('string error parseError plain undef', (how) => call(`rejected: ${how}`, 'failLater', { how })),
    ...each('string error parseError plain undef', (how) => call(`thrown later: ${how}`, 'failAsync', { how })),
    call('an error of the SDK inside', 'find', { className: 'Game', where: { x: { $nosuch: 1 } } }),
    call('a name that no class has', 'find', { className: '1Game' }),
    call('a function that runs into its own mistake', 'give', { what: 'nosuch' }),
  ],
};

const PARAMETERS: Readonly<Record<string, unknown>> = {
  none: {},
  scalars: { text: 'a', number: 1.5, yes: true, nil: null, empty: '' },
  'a date': { when: { __type: 'Date', iso: '2020-02-03T04:05:06.789Z' } },
  'a date in a list': { list: [{ __type: 'Date', iso: '2020-02-03T04:05:06.789Z' }, 1] },
  'a date in an object': { deep: { deeper: { __type: 'Date', iso: '2020-02-03T04:05:06.789Z' } } },
  'a pointer': { to: { __type: 'Pointer', className: 'Game', objectId: 'someGame01' } },
  'a pointer to a user': { to: { __type: 'Pointer', className: '_User', objectId: 'someUser01' } },
  'an object': { whole: { __type: 'Object', className: 'Game', objectId: 'someGame01', score: 5 } },
  'a file': { file: { __type: 'File', name: 'a.txt', url: 'http://files.example.org/a.txt' } },
  'a file without address': { file: { __type: 'File', name: 'a.txt' } },
  'a geo point': { at: { __type: 'GeoPoint', latitude: 1, longitude: 2 } },
  'a polygon': { area: { __type: 'Polygon', coordinates: [[0, 0], [0, 1], [1, 1]] } }, // prettier-ignore
  bytes: { bytes: { __type: 'Bytes', base64: 'YWJj' } },
  'a relation': { relation: { __type: 'Relation', className: 'Game' } },
  'an unknown type': { odd: { __type: 'Odd', a: 1 } },
  'lists in lists': { list: [[1, [2, [{ __type: 'Date', iso: '2020-02-03T04:05:06.789Z' }]]]] },
  'an operation': { op: { __op: 'Increment', amount: 1 } },
  'names with dots': { 'a.b': 1, 'c d': 2 },
  unicode: { 'ü☃': '\u{1F3B2}' },
  'a bad date': { when: { __type: 'Date', iso: 'never' } },
  'many members': Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`m${at}`, at])),
};

const NAMES: readonly [string, string][] = [
  ['with a dot', 'dotted.name'],
  ['with two dots', 'deeper.dotted.name'],
  ['with an underscore', 'under_score'],
  ['with other letters', encodeURIComponent('Ümläut 1')],
  ['defined twice', 'twice'],
  ['that there is not', 'nosuch'],
  ['in other letters', 'Echo'],
  ['of an object: constructor', 'constructor'],
  ['of an object: toString', 'toString'],
  ['of an object: __proto__', '__proto__'],
  ['of an object: hasOwnProperty', 'hasOwnProperty'],
  ['behind a dot: a.constructor', 'echo.constructor'],
  ['half of a dotted one', 'dotted'],
  ['with a quote', encodeURIComponent("echo'")],
  ['with double quotes', encodeURIComponent('echo"')],
  ['with a backtick', encodeURIComponent('echo`')],
  ['with a space behind', 'echo%20'],
  ['of a trigger', 'beforeSave.Changed'],
  ['of a job', 'returns'],
];

export const functionCalls: Subject = {
  title: 'calls of functions',
  profile: 'cloud',
  comparesTexts: true,
  fixtures: { CloudNote: { note: { name: 'open' }, hidden: { name: 'hidden', ACL: {} } } },
  steps: [
    ...Object.entries(PARAMETERS).map(([title, parameters]) => call(`parameters: ${title}`, 'describe', parameters)),
    ...['scalars', 'a date', 'a pointer', 'a geo point', 'an object', 'a file', 'bytes'].map((title) =>
      call(`parameters echoed: ${title}`, 'echo', PARAMETERS[title]),
    ),
    ...NAMES.map(([title, name]) => call(`a name ${title}`, name)),
    request('parameters in the query', 'POST', '/functions/echo', { query: { a: 'x' }, body: { b: 1 } }),
    request('a query beside the same member of the body', 'POST', '/functions/echo', { query: { a: 'x' }, body: { a: 1 } }),
    request('no body', 'POST', '/functions/echo'),
    request('a body that is no JSON', 'POST', '/functions/echo', { body: '{a' }),
    request('a body that is a list', 'POST', '/functions/echo', { body: [1, 2] }),
    request('GET', 'GET', '/functions/echo'),
    request('PUT', 'PUT', '/functions/echo', { body: {} }),
    request('no name', 'POST', '/functions', { body: {} }),
    call('nothing is returned', 'nothing'),
    call('asked with no key', 'echo', {}, { as: 'nobody' }),
    call('keys in header fields', 'keysAsked'),
    call('asked by a stranger', 'echo', {}, { as: 'stranger' }),
    signUp('asker', { team: 'red' }),
    call('asked without a session', 'whoAsks'),
    call('asked with a session', 'whoAsks', {}, { session: 'asker' }),
    call('asked by the master', 'whoAsks', {}, { as: 'master' }),
    call('asked by the read-only master', 'whoAsks', {}, { as: 'readOnlyMaster' }),
    call('asked with the maintenance key', 'whoAsks', {}, { as: 'maintenance' }),
    call('asked by the master with a session', 'whoAsks', {}, { as: 'master', session: 'asker' }),
    call('asked with a dead session', 'whoAsks', {}, { headers: { 'X-Parse-Session-Token': 'r:0123456789abcdef0123456789abcdef' } }),
    call('asked from an installation', 'whoAsks', {}, { headers: { 'X-Parse-Installation-Id': 'Install-1' } }),
    call('asked with a header field of its own', 'whoAsks', {}, { headers: { 'X-Note': 'noted' } }),
    call('asked with a context', 'whoAsks', {}, { headers: { 'X-Parse-Cloud-Context': '{"a":{"b":1}}' } }),
    call('asked with a context that is none', 'whoAsks', {}, { headers: { 'X-Parse-Cloud-Context': '5' } }),
    call('asked with a context in the body', 'whoAsks', { _context: '{"a":1}', a: 1 }),
    call('asked with an envelope', 'whoAsks', { _InstallationId: 'Install-2', _ClientVersion: 'js8.0.0', _method: 'POST', own: 1 }),
    call('a function calls a function', 'run', { name: 'echo', with: { a: 1 } }),
    call('a function calls a function that answers a date', 'run', { name: 'give', with: { what: 'date' } }),
    call('a function calls one that is not there', 'runCaught', { name: 'nosuch' }),
    call('a function catches the error of another', 'runCaught', { name: 'fail', with: { how: 'parseError' } }),
    call('a function passes the error of another on', 'run', { name: 'fail', with: { how: 'parseError' } }),
    call('a called function knows nothing of the caller', 'run', { name: 'whoAsks' }, { session: 'asker' }),
    call('a called function knows the caller by their session', 'run', { name: 'whoAsks', as: 'session' }, { session: 'asker' }),
    call('a called function is asked by the master', 'run', { name: 'whoAsks', as: 'master' }),
    call('a called function gets a context', 'run', { name: 'whoAsks', context: { from: 'outer' } }),
    call('rights: everybody finds open objects alone', 'find', { className: 'CloudNote' }),
    call('rights: the master key of a call finds all', 'find', { className: 'CloudNote', as: 'master', options: { order: 'name' } }),
    call('rights: the next call has it no more', 'find', { className: 'CloudNote' }),
    call('rights: counts too', 'count', { className: 'CloudNote' }),
    call('rights: counts by the master too', 'count', { className: 'CloudNote', as: 'master' }),
    call('rights: a master caller gives its rights to no call', 'find', { className: 'CloudNote' }, { as: 'master' }),
    call('rights: an object that nobody may write', 'save', { className: 'CloudNote', objectId: '{{hidden}}', set: { score: 1 } }),
    call('rights: an object that the master may write', 'save', {
      className: 'CloudNote',
      objectId: '{{hidden}}',
      set: { score: 2 },
      as: 'master',
    }),
    call('rights: a new object', 'save', { className: 'CloudNote', set: { name: 'made', score: 3 } }),
    call('rights: an object that nobody may delete', 'destroy', { className: 'CloudNote', objectId: '{{hidden}}' }),
    call('rights: an object that the master may delete', 'destroy', { className: 'CloudNote', objectId: '{{hidden}}', as: 'master' }),
    call('rights: the schema holds in code too', 'save', { className: 'CloudNote', set: { name: 5 } }),
    request('Config with a hidden parameter', 'PUT', '/config', {
      body: { params: { greeting: 'hello', hidden: 'h' }, masterKeyOnly: { hidden: true } },
      as: 'master',
    }),
    call('rights: Config for everybody', 'config'),
    call('rights: Config for the master', 'config', { as: 'master' }),
    create('a batch asks functions', 'CloudNote', { name: 'beside' }),
    request('functions in a batch', 'POST', '/batch', {
      body: {
        requests: [
          { method: 'POST', path: '/parse/functions/echo', body: { a: 1 } },
          { method: 'POST', path: '/parse/functions/fail', body: { how: 'parseError' } },
          { method: 'POST', path: '/parse/functions/nosuch', body: {} },
        ],
      },
    }),
  ],
};
