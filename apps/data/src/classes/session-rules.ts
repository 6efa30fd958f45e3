import { readsEverything, refusal, seesInternal, writesEverything, type Identity } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { exists } from '@parlance/query';
import type { ClassRules } from './class-rules.ts';

/** Set by the service that makes the session, and by nobody afterwards. */
const MADE_BY_US: ReadonlySet<string> = new Set(['sessionToken', 'user', 'createdWith', 'expiresAt', 'restricted']);

/**
 * Sessions belong to their user, who may see and end all of them and give them fields of their own.
 * Source: docs/contract/03-users-sessions.md section 8.
 */
export const SESSION_RULES: ClassRules = {
  assertReader: assertSession,

  assertWriter: ({ identity, operation, trusted }) => {
    if (trusted) return;
    assertSession(identity);
    if (operation === 'create') throw refusal({ inFull: 'Sessions are made by POST /sessions.' });
  },

  assertWrite: ({ changes, acl }, { identity }) => {
    if (writesEverything(identity)) return;
    if (acl !== undefined) throw new ParseError('InvalidFieldName', 'Cannot set ACL on a Session.');
    for (const name of changes.keys()) {
      if (MADE_BY_US.has(name.split('.', 1)[0] as string)) throw new ParseError('InvalidFieldName', `Invalid key name: ${name}`);
    }
  },

  // A device gives a session its installation once.
  condition: ({ changes }) =>
    changes.has('installationId')
      ? {
          met: exists('installationId', false),
          unmet: () => new ParseError('ChangedImmutableField', 'The installation of a session is set once.'),
        }
      : undefined,

  staleAfter: (sessionId) => ({ kind: 'session', sessionId }),
};

function assertSession(identity: Identity): void {
  if (identity.kind === 'user' || readsEverything(identity) || seesInternal(identity)) return;
  throw refusal({ kind: 'InvalidSessionToken', inFull: 'Invalid session token' });
}
