import { request } from '../requests.ts';
import type { Step, Subject } from '../subject.ts';
import { date, pointer } from '../values.ts';

const put = (title: string, params: unknown, more: object = {}): Step =>
  request(title, 'PUT', '/config', { as: 'master', body: { params, ...more } });
const read = (title: string, as: Step['as'] = 'client'): Step => request(title, 'GET', '/config', { as });
/** A change, and the parameters afterwards. */
const changed = (title: string, params: unknown, more: object = {}): Step[] => [
  put(title, params, more),
  read(`${title}, read again`),
  read(`${title}, read by the master`, 'master'),
];
/** A change of one parameter whose value or name may be refused. */
const tried = (title: string, name: string, value: unknown): Step => put(title, { [name]: value });

export const config: Subject = {
  title: 'config',
  steps: [
    read('never configured'),
    read('never configured, for the master', 'master'),
    ...changed('the first parameters', { welcome: 'hi', winningNumber: 42, half: 0.5, on: true, nothing: null }),
    ...changed('typed values', {
      when: date('2020-01-01T00:00:00.000Z'),
      where: { __type: 'GeoPoint', latitude: 1, longitude: 2 },
      bytes: { __type: 'Bytes', base64: 'AQID' },
    }),
    ...changed('lists and objects', {
      list: [1, 'two', date('2020-01-01T00:00:00.000Z'), { __type: 'GeoPoint', latitude: 1, longitude: 2 }],
      nested: { a: { b: [1] }, when: date('2020-01-01T00:00:00.000Z'), where: { __type: 'GeoPoint', latitude: 1, longitude: 2 } },
    }),
    ...changed('one of them again', { winningNumber: 43 }),
    ...changed('a parameter for master keys', { secret: 's' }, { masterKeyOnly: { secret: true } }),
    read('parameters for the read-only master key', 'readOnlyMaster'),
    read('parameters for the maintenance key', 'maintenance'),
    ...changed('a parameter made public', { secret: 's' }, { masterKeyOnly: { secret: false } }),
    ...changed('a parameter removed', { welcome: { __op: 'Delete' } }, { masterKeyOnly: { welcome: false } }),
    put('removing what is not there', { never: { __op: 'Delete' } }),
    request('nothing to change', 'PUT', '/config', { as: 'master', body: { params: {} } }),
    request('an empty body', 'PUT', '/config', { as: 'master', body: {} }),
    request('a change by a client', 'PUT', '/config', { body: { params: { a: 1 } } }),
    request('a change by the read-only master key', 'PUT', '/config', { as: 'readOnlyMaster', body: { params: { a: 1 } } }),
    tried('an empty list', 'tried', []),
    tried('an empty object', 'tried', {}),
    tried('a pointer', 'tried', pointer('Game', 'abcdefghij')),
    tried('a pointer in a list', 'tried', [pointer('Game', 'abcdefghij')]),
    tried('a relation', 'tried', { __type: 'Relation', className: 'Game' }),
    tried('an unknown type', 'tried', { __type: 'Nothing' }),
    tried('a bad date', 'tried', { __type: 'Date', iso: 'never' }),
    tried('a file', 'tried', { __type: 'File', name: 'a.txt', url: 'http://localhost/a.txt' }),
    tried('a nested key with a dot', 'tried', { 'a.b': 1 }),
    tried('a nested key with a dollar', 'tried', { $a: 1 }),
    tried('a deeper key with a dot', 'tried', { a: [{ 'b.c': 1 }] }),
    tried('an increment', 'tried', { __op: 'Increment', amount: 1 }),
    tried('an unknown operation', 'tried', { __op: 'Nothing' }),
    tried('a name with a digit first', '1a', 1),
    tried('a name with a hyphen', 'a-b', 1),
    tried('a name with a space', 'a b', 1),
    tried('an empty name', '', 1),
    tried('a name with an underscore first', '_a', 1),
    tried('a name with a dollar', '$a', 1),
    tried('the name constructor', 'constructor', 1),
    tried('a name with a dot', 'c.d', 1),
    put('params as a list', [1]),
    put('params as a string', 'x'),
    put('params as a number', 5),
    put('params as null', null),
    put('flags as a list', { flag: 1 }, { masterKeyOnly: [1] }),
    put('flags as a string', { flag: 1 }, { masterKeyOnly: 'x' }),
    put('a flag as a string', { flag: 1 }, { masterKeyOnly: { flag: 'yes' } }),
    put('a flag as a number', { flag: 1 }, { masterKeyOnly: { flag: 0 } }),
    put('a flag without its parameter', {}, { masterKeyOnly: { half: true } }),
    request('the class of config for a client', 'GET', '/classes/_GlobalConfig'),
  ],
};
