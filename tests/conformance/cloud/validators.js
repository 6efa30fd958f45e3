'use strict';

const later = (value) => new Promise((resolve) => setTimeout(resolve, 1, value));

/** Functions with a validator each; all of them answer their parameters. */
const VALIDATORS = {
  requireUser: { requireUser: true },
  requireMaster: { requireMaster: true },
  requireUserValidateMaster: { requireUser: true, validateMasterKey: true },
  requireMasterValidateMaster: { requireMaster: true, validateMasterKey: true },
  skipWithMaster: { requireUser: true, skipWithMasterKey: true },
  fieldList: { fields: ['name', 'age'] },
  fieldRequired: { fields: { name: { required: true } } },
  fieldRequiredError: { fields: { name: { required: true, error: 'Tell your name.' } } },
  fieldString: { fields: { value: { type: String } } },
  fieldNumber: { fields: { value: { type: Number } } },
  fieldBoolean: { fields: { value: { type: Boolean } } },
  fieldArray: { fields: { value: { type: Array } } },
  fieldObject: { fields: { value: { type: Object } } },
  fieldRequiredNumber: { fields: { value: { type: Number, required: true } } },
  fieldDefault: { fields: { value: { default: 'by default' } } },
  fieldDefaultZero: { fields: { value: { type: Number, default: 0 } } },
  fieldDefaultRequired: { fields: { value: { type: String, required: true, default: 'there' } } },
  optionList: { fields: { value: { options: ['a', 'b', 3] } } },
  optionOne: { fields: { value: { options: 'only' } } },
  optionError: { fields: { value: { options: ['a'], error: 'Choose a.' } } },
  optionPredicate: { fields: { value: { options: (value) => value > 5 } } },
  optionPredicateError: { fields: { value: { options: (value) => value > 5, error: 'More than five.' } } },
  optionAsync: { fields: { value: { options: (value) => later(value === 'x') } } },
  optionThrows: {
    fields: {
      value: {
        options: () => {
          throw 'Thrown by options.';
        },
      },
    },
  },
  optionThrowsError: {
    fields: {
      value: {
        options: () => {
          throw new Error('Error of options.');
        },
      },
    },
  },
  optionUndefined: { fields: { value: { options: () => undefined } } },
  optionRequired: { fields: { value: { required: true, options: ['a', 'b'] } } },
  twoFields: { fields: { a: { type: Number, required: true }, b: { type: String, default: 'bee' } } },
  anyRole: { requireAnyUserRoles: ['editors', 'writers'] },
  anyRoleFunction: { requireAnyUserRoles: () => ['editors'] },
  anyRoleAsync: { requireAnyUserRoles: () => later(['writers']) },
  allRoles: { requireAllUserRoles: ['editors', 'writers'] },
  allRolesFunction: { requireAllUserRoles: () => ['writers'] },
  anyRoleNone: { requireAnyUserRoles: [] },
  userKeys: { requireUser: true, requireUserKeys: ['team'] },
  userKeysAlone: { requireUserKeys: ['team'] },
  userKeysOptions: { requireUser: true, requireUserKeys: { team: { options: ['red'], error: 'Reds only.' } } },
  userKeysPredicate: { requireUser: true, requireUserKeys: { team: { options: (team) => team === 'red' } } },
  functionPasses: () => undefined,
  functionThrows: () => {
    throw 'Refused by a function.';
  },
  functionThrowsError: () => {
    throw new Error('Refused with an error.');
  },
  functionThrowsParseError: () => {
    throw new Parse.Error(9005, 'Refused with a code.');
  },
  functionThrowsNothing: () => {
    throw undefined;
  },
  functionRejects: () => Promise.reject('Refused later.'),
  functionReturnsFalse: () => false,
  functionLooks: (request) => {
    if (request.params.open !== true) throw 'Closed.';
  },
  empty: {},
};
for (const [name, validator] of Object.entries(VALIDATORS)) Parse.Cloud.define(`valid_${name}`, (request) => request.params, validator);

/** Validators that no function can have: the text with which they are refused. */
const REFUSED = {
  unknownKey: { requireUsr: true },
  badType: { requireUser: 'yes' },
  unknownOption: { fields: { a: { requird: true } } },
  badOptionType: { fields: { a: { required: 'yes' } } },
  badFields: { fields: 'a' },
  badRoles: { requireAnyUserRoles: 'admins' },
  badRateLimit: { rateLimit: 5 },
  fieldOfName: { fields: { first: 'second' } },
};
const refusals = Object.fromEntries(
  Object.entries(REFUSED).map(([name, validator]) => {
    try {
      Parse.Cloud.define(`refused_${name}`, () => 'defined', validator);
      return [name, 'accepted'];
    } catch (error) {
      return [name, typeof error === 'string' ? error : (error.message ?? String(error))];
    }
  }),
);
Parse.Cloud.define('refusals', (request) => refusals[request.params.of] ?? 'none');
