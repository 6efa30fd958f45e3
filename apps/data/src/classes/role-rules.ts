import { ParseError } from '@parlance/errors';
import { isObject, shown, type FieldChange } from '@parlance/values';
import type { ClassRules } from './class-rules.ts';

const NAME = /^[A-Za-z0-9 _-]+$/;
const NAME_LENGTH_MAX = 1_024;

/**
 * A role has a name, for good, and an ACL that its creator has thought about. Users that may write it may change its members.
 * Source: docs/contract/04-roles-acl-clp.md section 3.
 */
export const ROLE_RULES: ClassRules = {
  assertWrite: ({ changes, acl }, { operation }) => {
    const name = changes.get('name');
    if (operation === 'update') {
      if (name?.kind === 'unset') throw new ParseError('IncorrectType', 'name is required.');
      if (name !== undefined && !isOfAnotherType(name)) throw new ParseError('ChangedImmutableField', 'A role is named once.');
      if (isObject(acl) && acl['__op'] === 'Delete') throw new ParseError('IncorrectType', 'ACL is required.');
      return;
    }
    if (name === undefined) throw new ParseError('IncorrectType', 'name is required.');
    if (!isOfAnotherType(name)) assertName(name);
    if (acl === undefined || acl === null) throw new ParseError('IncorrectType', 'ACL is required.');
  },

  assertImport: (write, asked) => ROLE_RULES.assertWrite?.(write, asked),

  taken: (member) =>
    member === 'name' ? new ParseError('DuplicateValue', 'A duplicate value for a field with unique values was provided') : undefined,

  staleAfter: (_roleId, write) => {
    const users = write?.changes.get('users');
    if (users?.kind !== 'relate' || write?.changes.has('roles') === true) return { kind: 'roles' };
    return { kind: 'roles', userIds: [...users.add, ...users.remove].map((user) => user.objectId) };
  },
};

/** The schema of the class refuses such a value, in the words for every field. */
function isOfAnotherType(change: FieldChange): boolean {
  return change.kind !== 'unset' && !(change.kind === 'set' && (change.value === null || typeof change.value === 'string'));
}

function assertName(change: FieldChange): void {
  const name = change.kind === 'set' ? change.value : undefined;
  if (typeof name !== 'string' || name === '') throw new ParseError('IncorrectType', 'name is required.');
  if (name.length > NAME_LENGTH_MAX || !NAME.test(name)) {
    throw new ParseError('InvalidRoleName', `${shown(name)} is no name of a role: letters, digits, spaces, - and _ only.`);
  }
}
