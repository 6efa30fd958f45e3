import { create, creates, find, get, request, update } from '../requests.ts';
import { withDeclaredIndexes } from '../schema-view.ts';
import type { Step, Subject } from '../subject.ts';
import { pointer } from '../values.ts';

type More = Partial<Step>;
const schema = (title: string, method: string, className: string, body?: unknown, more: More = {}): Step =>
  request(title, method, `/schemas/${className}`, { body, as: 'master', view: withDeclaredIndexes, ...more });

const ALL_TYPES = {
  s: { type: 'String' },
  n: { type: 'Number' },
  b: { type: 'Boolean' },
  d: { type: 'Date' },
  o: { type: 'Object' },
  a: { type: 'Array' },
  g: { type: 'GeoPoint' },
  f: { type: 'File' },
  y: { type: 'Bytes' },
  area: { type: 'Polygon' },
  p: { type: 'Pointer', targetClass: 'SchTarget' },
  r: { type: 'Relation', targetClass: 'SchTarget' },
};

const addition = (title: string, fields: unknown): Step => schema(title, 'PUT', 'SchGame', { fields });

export const schemas: Subject = {
  title: 'schemas',
  fixtures: { SchTarget: { target: { x: 1 } } },
  steps: [
    schema('create with every type', 'POST', 'SchGame', { className: 'SchGame', fields: ALL_TYPES }),
    schema('read it', 'GET', 'SchGame'),
    schema('create it again', 'POST', 'SchGame', { className: 'SchGame', fields: {} }),
    schema('create with its name in the path alone', 'POST', 'SchPath', { fields: { x: { type: 'String' } } }),
    request('create with its name in the body alone', 'POST', '/schemas', { body: { className: 'SchBody' }, as: 'master' }),
    request('create without a name', 'POST', '/schemas', { body: { fields: {} }, as: 'master' }),
    schema('create with two names', 'POST', 'SchOne', { className: 'SchTwo' }),
    schema('create with a bad name', 'POST', '9bad', { className: '9bad' }),
    schema('create without fields', 'POST', 'SchEmpty', {}),
    schema('read a missing class', 'GET', 'SchNever'),
    schema('change a missing class', 'PUT', 'SchNever', { fields: { x: { type: 'String' } } }),
    schema('change under another name', 'PUT', 'SchGame', { className: 'SchOther', fields: {} }),
    addition('add a field', { added: { type: 'String' } }),
    addition('add a field that exists', { s: { type: 'String' } }),
    addition('add a field of another type', { s: { type: 'Number' } }),
    addition('add a field of no type', { x: {} }),
    addition('add a field of an unknown type', { x: { type: 'Colour' } }),
    addition('add a field whose type is a number', { x: { type: 5 } }),
    addition('add a second GeoPoint', { g2: { type: 'GeoPoint' } }),
    addition('add a pointer without a class', { x: { type: 'Pointer' } }),
    addition('add a pointer to a bad class', { x: { type: 'Pointer', targetClass: '9bad' } }),
    addition('add a relation without a class', { x: { type: 'Relation' } }),
    addition('add a pointer to a class that does not exist', { later: { type: 'Pointer', targetClass: 'SchLater' } }),
    addition('add a field with a bad name', { 'bad name': { type: 'String' } }),
    addition('add objectId', { objectId: { type: 'String' } }),
    addition('add createdAt', { createdAt: { type: 'Date' } }),
    addition('add ACL', { ACL: { type: 'ACL' } }),
    addition('add a field with a default', { color: { type: 'String', defaultValue: 'red' } }),
    addition('add a field with a default of another type', { bad: { type: 'String', defaultValue: 5 } }),
    addition('add a number with a default', { points: { type: 'Number', defaultValue: 0 } }),
    addition('add a required field', { name: { type: 'String', required: true } }),
    addition('add a required relation', { bad: { type: 'Relation', targetClass: 'SchTarget', required: true } }),
    addition('fields that are a text', 'x'),
    schema('read it with all this', 'GET', 'SchGame'),
    create('without the required field', 'SchGame', { s: 'x' }),
    create('with null for the required field', 'SchGame', { name: null }),
    create('with the required field', 'SchGame', { name: 'Go' }, { save: 'go' }),
    get('defaults are set', 'SchGame/{{go}}'),
    create('a default that is overridden', 'SchGame', { name: 'Chess', color: 'blue' }, { save: 'chess' }),
    get('an overridden default', 'SchGame/{{chess}}'),
    update('the required field unset', 'SchGame/{{go}}', { name: { __op: 'Delete' } }),
    update('the required field set to null', 'SchGame/{{go}}', { name: null }),
    update('a field with a default unset', 'SchGame/{{go}}', { color: { __op: 'Delete' } }),
    get('a field with a default after it was unset', 'SchGame/{{go}}'),
    ...creates('SchGame', {
      'a value of another type than declared': { name: 'x', n: 'one' },
      'a pointer to another class than declared': { name: 'x', p: pointer('SchGame', 'x') },
    }),
    addition('remove a field', { color: { __op: 'Delete' } }),
    addition('remove a missing field', { nothing: { __op: 'Delete' } }),
    addition('remove objectId', { objectId: { __op: 'Delete' } }),
    addition('remove a relation', { r: { __op: 'Delete' } }),
    addition('remove a pointer and add a text', { p: { __op: 'Delete' }, p2: { type: 'String' } }),
    get('values of removed fields are gone', 'SchGame/{{chess}}'),
    schema('a class with an index', 'POST', 'SchIndex', {
      fields: { a: { type: 'Number' }, b: { type: 'Number' } },
      indexes: { a_1: { a: 1 } },
    }),
    schema('add an index', 'PUT', 'SchIndex', { indexes: { ab: { a: 1, b: -1 } } }),
    schema('add an index that exists', 'PUT', 'SchIndex', { indexes: { a_1: { a: 1 } } }),
    schema('add an index on an unknown field', 'PUT', 'SchIndex', { indexes: { nothing_1: { nothing: 1 } } }),
    schema('add two indexes', 'PUT', 'SchIndex', { indexes: { i1: { a: -1 }, i2: { b: 1 } } }),
    schema('remove an index', 'PUT', 'SchIndex', { indexes: { ab: { __op: 'Delete' } } }),
    schema('remove a missing index', 'PUT', 'SchIndex', { indexes: { nothing: { __op: 'Delete' } } }),
    schema('read the class with its indexes', 'GET', 'SchIndex'),
    schema('delete a class that is not empty', 'DELETE', 'SchGame'),
    schema('delete an empty class', 'DELETE', 'SchEmpty'),
    schema('read a deleted class', 'GET', 'SchEmpty'),
    schema('delete a missing class', 'DELETE', 'SchNever'),
    schema('delete a class with a bad name', 'DELETE', '9bad'),
    find('find in a deleted class', 'SchEmpty'),
    schema('create a deleted class again', 'POST', 'SchEmpty', { fields: { n: { type: 'String' } } }),
    request('all classes by a client', 'GET', '/schemas'),
    request('all classes that start alike', 'GET', '/schemas', {
      as: 'master',
      view: (body) => own(body, 'Sch'),
    }),
    schema('read by a client', 'GET', 'SchGame', undefined, { as: 'client' }),
    schema('create by a client', 'POST', 'SchClient', {}, { as: 'client' }),
    schema('change by a client', 'PUT', 'SchGame', {}, { as: 'client' }),
    schema('delete by a client', 'DELETE', 'SchGame', undefined, { as: 'client' }),
    schema('read by the read-only master', 'GET', 'SchGame', undefined, { as: 'readOnlyMaster' }),
    schema('create by the read-only master', 'POST', 'SchReadOnly', {}, { as: 'readOnlyMaster' }),
    schema('change by the read-only master', 'PUT', 'SchGame', {}, { as: 'readOnlyMaster' }),
    schema('delete by the read-only master', 'DELETE', 'SchGame', undefined, { as: 'readOnlyMaster' }),
    schema('a class made by an object', 'GET', 'SchTarget'),
    schema('the JS SDK’s way', 'POST', 'SchTarget', { _method: 'GET' }),
  ],
};

/** The schemas whose class names begin so, in their order. */
function own(body: unknown, prefix: string): unknown {
  const { results } = body as { results?: { className: string }[] };
  if (!Array.isArray(results)) return body;
  const named = results.filter(({ className }) => className.startsWith(prefix)).map(withDeclaredIndexes) as { className: string }[];
  return named.sort((one, other) => (one.className < other.className ? -1 : 1));
}

const purge = (title: string, className: string, more: More = {}): Step =>
  request(title, 'DELETE', `/purge/${className}`, { as: 'master', ...more });

export const purging: Subject = {
  title: 'purge',
  fixtures: { PurgeGame: { one: { n: 1 }, two: { n: 2, ACL: {} } } },
  steps: [
    purge('a client', 'PurgeGame', { as: 'client' }),
    purge('the read-only master', 'PurgeGame', { as: 'readOnlyMaster' }),
    find('nothing is gone', 'PurgeGame', { count: 1, limit: 0 }, { as: 'master' }),
    purge('the master', 'PurgeGame'),
    find('everything is gone', 'PurgeGame', { count: 1 }, { as: 'master' }),
    schema('the class is still there', 'GET', 'PurgeGame'),
    purge('an empty class', 'PurgeGame'),
    purge('a missing class', 'PurgeNever'),
    purge('a bad class', '9bad'),
    schema('the class can be deleted now', 'DELETE', 'PurgeGame'),
  ],
};
