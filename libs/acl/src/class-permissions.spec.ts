import { ParseError } from '@parlance/errors';
import { emptySchema, withFields, type FieldType, type JsonObject } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import { decideClassAccess, type ClassOperation } from './class-access.ts';
import { describeClassPermissions, parseClassPermissions } from './class-permissions.ts';

const SCHEMA = withFields(
  emptySchema('Note'),
  new Map<string, FieldType>([
    ['owner', { type: 'Pointer', targetClass: '_User' }],
    ['editors', { type: 'Array' }],
    ['team', { type: 'Pointer', targetClass: 'Team' }],
    ['secret', { type: 'String' }],
  ]),
);
const parse = (json: unknown, allowCustomObjectId = false) => parseClassPermissions(json, SCHEMA, { allowCustomObjectId });

function refusal(json: unknown, allowCustomObjectId = false): [number, string] {
  try {
    parse(json, allowCustomObjectId);
  } catch (error) {
    if (error instanceof ParseError) return [error.code, error.message];
    throw error;
  }
  throw new Error('An error was expected, and none came.');
}

describe('parseClassPermissions', () => {
  it('takes every form of the contract as it is', () => {
    const classPermissions = {
      find: { requiresAuthentication: true, 'role:admin': true },
      get: { '*': true },
      count: {},
      create: { 'role:Super Admins-2_x': true },
      update: { pointerFields: ['owner', 'editors'], Uid123abcD: true },
      delete: {},
      addField: {},
      readUserFields: ['owner'],
      writeUserFields: ['editors'],
      protectedFields: { '*': ['secret'], authenticated: [], 'role:admin': [], 'userField:owner': [], Uid123abcD: ['secret'] },
      ACL: { '*': { read: true, write: false }, currentUser: { read: true, write: true }, 'role:admin': { write: true } },
    };
    expect(parse(classPermissions)).toBe(classPermissions);
  });

  it('takes null for no permission object', () => {
    expect(parse(null)).toBeUndefined();
  });

  it('takes any string as an id where ids may be chosen, and letters and digits otherwise', () => {
    expect(parse({ find: { 'my.user-1': true } }, true)).toBeDefined();
    expect(refusal({ find: { 'my.user-1': true } })).toEqual([107, "'my.user-1' is not a valid key for class level permissions"]);
    expect(refusal({ find: { $where: true } }, true)[0]).toBe(107);
  });

  it.each<[string, unknown, string]>([
    ['an operation that does not exist', { read: {} }, 'read is not a valid operation for class level permissions'],
    ['a forbidden key', JSON.parse('{"__proto__":{}}'), '__proto__ is not a valid operation for class level permissions'],
    ['a grant of false', { find: { '*': false } }, "'false' is not a valid value for class level permissions acl find:*"],
    ['a grant of 1', { find: { '*': 1 } }, "'1' is not a valid value for class level permissions acl find:*"],
    ['true for an operation', { find: true }, "'true' is not a valid value for class level permissions find - must be an object"],
    ['null for an operation', { find: null }, "'null' is not a valid value for class level permissions find - must be an object"],
    ['a list for an operation', { find: ['*'] }, "'an array' is not a valid value for class level permissions find - must be an object"],
    ['an entry that names nobody', { find: { 'a b': true } }, "'a b' is not a valid key for class level permissions"],
    ['a role without name', { find: { 'role:': true } }, "'role:' is not a valid key for class level permissions"],
    ['PTR-06 a pointer to another class', { readUserFields: ['team'] }, "'team' is not a valid column for class level pointer permissions readUserFields"],
    ['PTR-06 a string field', { update: { pointerFields: ['secret'] } }, "'secret' is not a valid column for class level pointer permissions update"],
    ['a field that does not exist', { writeUserFields: ['nobody'] }, "'nobody' is not a valid column for class level pointer permissions writeUserFields"],
    ['fields that are no list', { readUserFields: 'owner' }, "'owner' is not a valid value for class level permissions readUserFields - must be an array"],
    ['pointer fields that are no list', { find: { pointerFields: true } }, "'true' is not a valid value for find[pointerFields] - expected an array."],
    ['a pointer field that is an object', { readUserFields: [{}] }, "'an object' is not a valid column for class level pointer permissions readUserFields"],
    ['a default field as protected', { protectedFields: { '*': ['objectId'] } }, "Default field 'objectId' can not be protected"],
    ['an unknown field as protected', { protectedFields: { '*': ['x'] } }, "Field 'x' in protectedFields:* does not exist"],
    ['protected fields that are no list', { protectedFields: { '*': 'secret' } }, "'secret' is not a valid value for protectedFields[*] - expected an array."],
    ['a group that is none', { protectedFields: { 'a b': [] } }, "'a b' is not a valid key for class level permissions"],
    ['a right that does not exist', { ACL: { '*': { delete: true } } }, "'delete' is not a valid key for class level permissions acl"],
    ['a right that is no boolean', { ACL: { '*': { read: 1 } } }, "'1' is not a valid value for class level permissions acl"],
    ['an ACL entry that is no object', { ACL: { '*': true } }, "'true' is not a valid value for class level permissions acl"],
    ['an ACL that is no object', { ACL: [] }, "'an array' is not a valid value for class level permissions ACL - must be an object"],
    ['a string', 'public', "'public' is not a valid value for class level permissions - must be an object"],
    ['a list', [], "'an array' is not a valid value for class level permissions - must be an object"],
  ])('CLP-07 refuses %s', (_title, json, text) => {
    expect(refusal(json)).toEqual([107, text]);
  }); // prettier-ignore
});

describe('describeClassPermissions', () => {
  it('shows that everything is public, or that what is not named is locked', () => {
    expect(describeClassPermissions(undefined)).toMatchObject({ find: { '*': true }, protectedFields: { '*': [] } });
    expect(describeClassPermissions({ get: { '*': true } })).toMatchObject({ find: {}, get: { '*': true }, protectedFields: {} });
  });

  it('shows what is decided', () => {
    const decided = (classPermissions: JsonObject | undefined, operation: ClassOperation) =>
      decideClassAccess({ kind: 'public' }, { className: 'C', classPermissions }, operation);
    const operations = ['find', 'count', 'get', 'create', 'update', 'delete', 'addField'] as const;
    const stored: (JsonObject | undefined)[] = [undefined, {}, { find: { '*': true } }];
    for (const classPermissions of stored) {
      const shown = describeClassPermissions(classPermissions);
      for (const operation of operations) {
        expect(decided(shown, operation)).toEqual(decided(classPermissions, operation));
      }
    }
  });
});
