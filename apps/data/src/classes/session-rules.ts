import { readsEverything, refusal, seesInternal, writesEverything } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import type { ClassRules } from './class-rules.ts';

/** Set by the service that makes the session, and changed by no client afterwards. */
const MADE_BY_US: ReadonlySet<string> = new Set(['sessionToken', 'user', 'createdWith', 'expiresAt', 'restricted', 'installationId']);

/** What no key changes in a session that is there. */
const FIXED: ReadonlySet<string> = new Set(['sessionToken', 'installationId']);

/**
 * Sessions belong to their user, who may see and end all of them and give them fields of their own.
 * Source: docs/contract/03-users-sessions.md section 8, 21-rest-protocol-endpoints.md section 2.
 */
export const SESSION_RULES: ClassRules = {
  assertReader: (identity) => {
    if (identity.kind !== 'user' && !readsEverything(identity)) throw noSession();
  },

  assertWriter: ({ identity, operation, trusted }) => {
    if (trusted) return;
    if (identity.kind !== 'user' && !readsEverything(identity)) {
      if (operation === 'delete') throw noSession();
      if (!seesInternal(identity)) throw new ParseError('InvalidSessionToken', 'Session token required.');
    }
    if (operation === 'create') throw refusal({ inFull: 'Sessions are made by POST /sessions.' });
  },

  assertWrite: ({ changes, acl }, { identity, operation }) => {
    if (acl !== undefined) throw new ParseError('InvalidFieldName', 'Cannot set ACL on a Session.');
    if (operation === 'create') return; // the service that makes it has taken its own members out
    const fixed = writesEverything(identity) ? FIXED : MADE_BY_US;
    for (const name of changes.keys()) {
      if (fixed.has(name.split('.', 1)[0] as string)) throw new ParseError('InvalidFieldName', `Invalid key name: ${name}`);
    }
  },

  staleAfter: (sessionId) => ({ kind: 'session', sessionId }),
};

function noSession(): ParseError {
  return refusal({ kind: 'InvalidSessionToken', inFull: 'Invalid session token' });
}
