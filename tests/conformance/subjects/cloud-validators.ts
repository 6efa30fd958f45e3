import { request } from '../requests.ts';
import type { Step, Subject } from '../subject.ts';
import { call, signUp } from './cloud-words.ts';

/** The calls of each validated function, by titles: its parameters. */
const FIELDS: Readonly<Record<string, readonly unknown[]>> = {
  fieldList: [{}, { name: 'a' }, { name: 'a', age: 0 }, { name: null, age: 1 }],
  fieldRequired: [{}, { name: '' }, { name: null }, { name: 'a' }, { name: 0 }],
  fieldRequiredError: [{}, { name: 'a' }],
  fieldString: [{}, { value: 'a' }, { value: 1 }, { value: null }, { value: [] }],
  fieldNumber: [{}, { value: 1 }, { value: '1' }],
  fieldBoolean: [{}, { value: true }, { value: 'true' }],
  fieldArray: [{}, { value: [1] }, { value: {} }, { value: 'a' }],
  fieldObject: [{}, { value: {} }, { value: [] }, { value: { __type: 'Date', iso: '2020-02-03T04:05:06.789Z' } }],
  fieldRequiredNumber: [{}, { value: 5 }, { value: 'x' }],
  fieldDefault: [{}, { value: 'given' }, { value: null }, { value: '' }],
  fieldDefaultZero: [{}, { value: 1 }, { value: 'x' }],
  fieldDefaultRequired: [{}, { value: 5 }],
  optionList: [{}, { value: 'a' }, { value: 3 }, { value: 'c' }, { value: null }],
  optionOne: [{}, { value: 'only' }, { value: 'other' }],
  optionError: [{ value: 'a' }, { value: 'b' }],
  optionPredicate: [{}, { value: 6 }, { value: 5 }],
  optionPredicateError: [{ value: 6 }, { value: 5 }],
  optionAsync: [{ value: 'x' }, { value: 'y' }],
  optionThrows: [{}, { value: 1 }],
  optionThrowsError: [{ value: 1 }],
  optionUndefined: [{ value: 1 }],
  optionRequired: [{}, { value: 'a' }, { value: 'z' }],
  twoFields: [{}, { a: 1 }, { a: 1, b: 5 }, { a: 'x', b: 'y' }],
  functionPasses: [{}],
  functionThrows: [{}],
  functionThrowsError: [{}],
  functionThrowsParseError: [{}],
  functionThrowsNothing: [{}],
  functionRejects: [{}],
  functionReturnsFalse: [{}],
  functionLooks: [{}, { open: true }],
  empty: [{}, { a: 1 }],
};
/** Functions whose validators look at the caller. */
const CALLERS =
  `requireUser requireMaster requireUserValidateMaster requireMasterValidateMaster skipWithMaster anyRole anyRoleFunction anyRoleAsync
  allRoles allRolesFunction anyRoleNone userKeys userKeysAlone userKeysOptions userKeysPredicate`.split(/\s+/);

const ofCaller = (name: string): Step[] => [
  call(`${name} without a session`, `valid_${name}`),
  call(`${name} as a writer`, `valid_${name}`, {}, { session: 'writer' }),
  call(`${name} as an editor by a role above`, `valid_${name}`, {}, { session: 'chief' }),
  call(`${name} as a user without a role`, `valid_${name}`, {}, { session: 'plain' }),
  call(`${name} as the master`, `valid_${name}`, {}, { as: 'master' }),
];

const role = (name: string, users: readonly string[], roles: readonly string[] = []): Step =>
  request(`the role ${name}`, 'POST', '/roles', {
    body: {
      name,
      ACL: { '*': { read: true } },
      users: { __op: 'AddRelation', objects: users.map((user) => ({ __type: 'Pointer', className: '_User', objectId: `{{${user}}}` })) },
      ...(roles.length === 0
        ? {}
        : {
            roles: { __op: 'AddRelation', objects: roles.map((of) => ({ __type: 'Pointer', className: '_Role', objectId: `{{${of}}}` })) },
          }),
    },
    save: name,
    as: 'master',
  });

export const validators: Subject = {
  title: 'validators of functions',
  profile: 'cloud',
  comparesTexts: true,
  steps: [
    ...Object.entries(FIELDS).flatMap(([name, calls]) =>
      calls.map((parameters) => call(`${name} with ${JSON.stringify(parameters)}`, `valid_${name}`, parameters)),
    ),
    ...['fieldRequired', 'fieldNumber', 'optionList', 'functionThrows', 'fieldDefault'].map((name) =>
      call(`${name} as the master`, `valid_${name}`, { value: 'x' }, { as: 'master' }),
    ),
    signUp('writer', { team: 'red' }),
    signUp('chief', { team: 'blue' }),
    signUp('plain'),
    role('chiefs', ['chief']),
    role('writers', ['writer']),
    role('editors', [], ['chiefs']),
    ...CALLERS.flatMap(ofCaller),
    ...['unknownKey', 'badType', 'unknownOption', 'badOptionType', 'badFields', 'badRoles', 'badRateLimit', 'fieldOfName'].flatMap((of) => [
      call(`a validator that is refused: ${of}`, 'refusals', { of }),
      call(`the function of a refused validator: ${of}`, `refused_${of}`),
    ]),
  ],
};
