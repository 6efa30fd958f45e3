import type { PlatformClass } from './platform-class.ts';
import { USER } from './user.ts';

export const SESSION = '_Session';

/** Source: docs/contract/03-users-sessions.md section 8, 22-mongodb-storage-format.md section 7.2. */
export const SESSION_CLASS: PlatformClass = {
  name: SESSION,
  owner: 'auth',
  readers: 'permission',
  writers: 'permission',
  described: true,
  fields: { user: `*${USER}`, installationId: 'string', sessionToken: 'string', expiresAt: 'date', createdWith: 'object' },
  storedNames: { sessionToken: '_session_token' },
  internalMembers: ['_session_token'],
  credentialMembers: ['_session_token'],
  secrets: { sessionToken: 'self' },
  heldTokens: ['sessionToken'],
  self: 'sessionId',
  ownedBy: { pointer: 'user' },
  closedToRestrictedSessions: true,
  indexes: [
    { key: { _session_token: 1 }, name: '_session_token_1', sparse: true },
    { key: { _p_user: 1, installationId: 1 }, name: '_p_user_1_installationId_1' },
    { key: { expiresAt: 1 }, name: 'expiresAt_ended', expireAfterSeconds: 0 },
  ],
  restWord: 'sessions',
  madeBy: { route: 'POST /sessions', needsSession: true },
  announces: 'session',
};
