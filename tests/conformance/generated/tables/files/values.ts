import { create, find, get, request, update } from '../../../requests.ts';
import { file } from '../../../values.ts';
import { alone, cross, type Case, type Group } from '../../group.ts';
import { upload } from './upload.ts';

const CLASS = 'GenFile';
const one = file('{{one}}_a.txt');
const two = file('{{two}}_b.txt');

/** Values of files, right and wrong ones. */
const VALUES: Readonly<Record<string, unknown>> = {
  'a file': one,
  'a file with its address': { ...one, url: 'http://example.com/{{one}}_a.txt' },
  'a file with an address of another app': { ...one, url: 'http://127.0.0.1:1/files/other/a.txt' },
  'a file with an empty address': { ...one, url: '' },
  'a file with an address null': { ...one, url: null },
  'a file with an address that is a number': { ...one, url: 5 },
  'a file that was never uploaded': file('nothing.txt'),
  'a file of a foreign name': file('ä b/c.txt'),
  'a file with more members': { ...one, extra: 1 },
  'a file of the old hosted service': file('tfss-7ac2a3b4-a.txt'),
  'no name': { __type: 'File' },
  'no name and an address': { __type: 'File', url: 'http://example.com/a.txt' },
  'a name that is empty': file(''),
  'a name null': { __type: 'File', name: null },
  'a name that is a number': { __type: 'File', name: 5 },
  'a name that is an object': { __type: 'File', name: { a: 1 } },
  'a name that is a list': { __type: 'File', name: ['a.txt'] },
  'a type in small letters': { __type: 'file', name: 'a.txt' },
  'no type': { name: 'a.txt', url: 'http://example.com/a.txt' },
  'a string': '{{one}}_a.txt',
  null: null,
  'an empty object': {},
  'a list of files': [one, two],
};

/** Where the value stands in the body, under fields of their own: the first value fixes their types. */
const PLACES: Readonly<Record<string, (value: unknown) => object>> = {
  'as a field': (value) => ({ file: value }),
  'in a list': (value) => ({ list: [value] }),
  'in an object': (value) => ({ object: { deep: value } }),
  'in a list in an object': (value) => ({ object: { list: [value, { inner: value }] } }),
  'in a new field': (value) => ({ fresh: value }),
};

const OPERATIONS: Readonly<Record<string, object>> = {
  'file set to another': { file: two },
  'file deleted': { file: { __op: 'Delete' } },
  'file set to null': { file: null },
  'file incremented': { file: { __op: 'Increment', amount: 1 } },
  'list added to': { list: { __op: 'Add', objects: [two] } },
  'list added to once': { list: { __op: 'AddUnique', objects: [one, two] } },
  'list removed from': { list: { __op: 'Remove', objects: [one] } },
  'list removed from by the name alone': { list: { __op: 'Remove', objects: ['{{one}}_a.txt'] } },
  'object set to hold another': { object: { deep: two } },
  'a path in an object': { 'object.deep': two },
  'a path in an object deleted': { 'object.deep': { __op: 'Delete' } },
  'the name of a file': { 'file.name': 'x' },
};

const WHERES: Readonly<Record<string, unknown>> = {
  'equal to a file': { file: one },
  'equal to a file with an address': { file: { ...one, url: 'http://example.com' } },
  '$eq of a file': { file: { $eq: one } },
  '$ne of a file': { file: { $ne: one } },
  '$in of files': { file: { $in: [one, two] } },
  '$nin of files': { file: { $nin: [one] } },
  '$exists true': { file: { $exists: true } },
  '$exists false': { file: { $exists: false } },
  null: { file: null },
  '$gt of a file': { file: { $gt: one } },
  '$all of files': { list: { $all: [one] } },
  'a list equal to a file': { list: one },
  'a list $in files': { list: { $in: [two] } },
  '$containedBy files': { list: { $containedBy: [one, two] } },
  'a path to a file': { 'object.deep': one },
  'the name of a file': { 'file.name': '{{one}}_a.txt' },
  'the name of a file in an object': { 'object.deep.name': '{{one}}_a.txt' },
  'the name alone': { file: '{{one}}_a.txt' },
  '$regex on a file': { file: { $regex: 'a' } },
  'a file without a name': { file: { __type: 'File' } },
  'a file with a name that is a number': { file: { __type: 'File', name: 5 } },
  'a file that nothing has': { file: file('nothing.txt') },
  '$or of files': { $or: [{ file: one }, { file: two }] },
  'an unknown field': { nothing: one },
  '$select of a file': { file: { $select: { query: { className: CLASS, where: {} }, key: 'file' } } },
};

const READS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'keys of a file': { keys: 'file', where: { tag: 'asked' } },
  'keys of the name of a file': { keys: 'file.name', where: { tag: 'asked' } },
  'keys of a file in an object': { keys: 'object.deep', where: { tag: 'asked' } },
  'without a file': { excludeKeys: 'file', where: { tag: 'asked' } },
  'include of a file': { include: 'file', where: { tag: 'asked' } },
  'count by a file': { where: { file: one, tag: 'asked' }, count: 1, limit: 0 },
};

const OBJECT = { tag: 'changed', file: one, list: [one, two, 1], object: { deep: one, list: [two] } };

/** Files as values of objects. */
export const filesInObjects: Group = {
  title: 'files in objects',
  before: [upload('the file one', 'a.txt', { save: 'one' }), upload('the file two', 'b.txt', { save: 'two' })],
  fixtures: {
    [CLASS]: {
      first: { tag: 'asked', file: one, list: [one, { inner: one }], object: { deep: one, list: [two] } },
      second: { tag: 'asked', file: two, list: [two], object: { deep: two } },
      none: { tag: 'asked' },
      ...Object.fromEntries(Object.keys(OPERATIONS).map((_, at) => [`changed${at}`, OBJECT])),
    },
    GenFileOwner: { owner: { of: { __type: 'Pointer', className: CLASS, objectId: '{{first}}' } } },
  },
  cases: [
    ...cross(PLACES, VALUES, (title, place, value): Case => {
      const className = title.startsWith('in a new field') ? `${CLASS}New${Object.values(VALUES).indexOf(value)}` : CLASS;
      const save = title.replaceAll(' ', '_');
      return [
        create(`create ${title}`, className, place(value), { save }),
        get(`get ${title}`, `${className}/{{${save}}}`),
        update(`update ${title}`, `${className}/{{${save}}}`, place(value)),
      ];
    }),
    ...Object.entries(OPERATIONS).map(([title, body], at): Case => [
      update(title, `${CLASS}/{{changed${at}}}`, body),
      get(`${title}, read again`, `${CLASS}/{{changed${at}}}`),
    ]),
    ...alone(Object.entries(WHERES).map(([title, where]) => find(`where ${title}`, CLASS, { where: { $and: [where, { tag: 'asked' }] } }))),
    ...alone(
      Object.entries(WHERES).map(([title, where]) =>
        find(`count where ${title}`, CLASS, { where: { $and: [where, { tag: 'asked' }] }, count: 1, limit: 0 }),
      ),
    ),
    ...alone(Object.entries(READS).map(([title, query]) => find(title, CLASS, query))),
    ...alone([
      find('include of an object with files', 'GenFileOwner', { include: 'of' }),
      get('get of an object with files', `${CLASS}/{{first}}`),
      request('distinct files', 'GET', `/aggregate/${CLASS}`, { query: { distinct: 'file' }, as: 'master' }),
    ]),
  ],
};
