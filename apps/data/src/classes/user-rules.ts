import { refusal, writesEverything } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { AUTH_DATA_PREFIX } from '@parlance/platform-classes';
import { isObject } from '@parlance/values';
import { linkedAccountIndexes } from '../indexes/class-indexes.ts';
import type { ClassRules } from './class-rules.ts';

const OWN = Object.freeze({ read: true, write: true });

/** Members that identify a user or let them in are changed by `auth` alone, which knows the rules. */
const CREDENTIALS: ReadonlySet<string> = new Set(['username', 'email', 'emailVerified', 'password', 'authData', 'sessionToken']);

/**
 * Users come into being by signing up, and are changed with a session or the master key only, as their ACLs allow.
 * Source: docs/contract/00-README.md "Settled", 03-users-sessions.md sections 1 and 2, 04-roles-acl-clp.md section 8.
 */
export const USER_RULES: ClassRules = {
  assertWriter: ({ identity, operation, objectId, trusted }) => {
    if (operation === 'create') {
      if (!trusted) throw new ParseError('MustSignUp', 'Users are created by signing up.');
    } else if (identity.kind === 'public') {
      throw refusal({ kind: 'SessionMissing', inFull: `Cannot modify user ${String(objectId)}.` });
    }
  },

  assertWrite: ({ changes }, { identity, trusted }) => {
    for (const name of changes.keys()) {
      if (name === 'emailVerified' && trusted && writesEverything(identity)) continue;
      if (CREDENTIALS.has(name.split('.', 1)[0] as string)) {
        throw new ParseError('OperationForbidden', `${name} of a user is changed by PUT /users.`);
      }
    }
  },

  // Nobody locks themselves, or another user, out by mistake; the master key does so on purpose.
  acl: (sent, objectId, { operation, identity }, { enforcePrivateUsers }) => {
    if (sent === undefined || sent === null) {
      if (operation === 'update') return undefined;
      return enforcePrivateUsers ? { [objectId]: OWN } : { '*': { read: true }, [objectId]: OWN };
    }
    if (!isObject(sent)) return sent; // refused by its reader
    if (operation === 'update' && writesEverything(identity)) return sent;
    return sent['__op'] === 'Delete' ? { [objectId]: OWN } : { ...sent, [objectId]: OWN };
  },

  taken: (member) => {
    if (member === 'username') return new ParseError('UsernameTaken', 'Account already exists for this username.');
    if (member === 'email') return new ParseError('EmailTaken', 'Account already exists for this email address.');
    if (member.startsWith(AUTH_DATA_PREFIX)) return new ParseError('AccountAlreadyLinked', 'this auth is already used');
    return undefined;
  },

  staleAfter: (userId, write) => (write === undefined ? { kind: 'user', userId } : undefined),

  indexesOfWrite: ({ changes }) => {
    const set = [...changes].filter(([, { kind }]) => kind === 'set').map(([member]) => member);
    return linkedAccountIndexes(set);
  },
};
