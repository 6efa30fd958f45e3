import type { ClassIndex, PlatformClass } from './platform-class.ts';

export const USER = '_User';

/** Prefix of the members of a user that hold the data of one auth provider each: `_auth_data_google`. */
export const AUTH_DATA_PREFIX = '_auth_data_';

/** The provider whose data are the secrets of a second factor. Its data prove a user and link no account. */
export const SECOND_FACTOR_PROVIDER = 'mfa';

/** Case does not tell names apart. Parse Server's own index has another locale, so that both can stand beside each other. */
const IGNORING_CASE: ClassIndex['collation'] = { locale: 'en', strength: 2 };

/** Source: docs/contract/03-users-sessions.md, 04-roles-acl-clp.md section 8, 22-mongodb-storage-format.md sections 5 and 7.1. */
export const USER_CLASS: PlatformClass = {
  name: USER,
  owner: 'auth',
  readers: 'permission',
  writers: 'permission',
  described: true,
  fields: { username: 'string', password: 'string', email: 'string', emailVerified: 'boolean', authData: 'object' },
  storedNames: { sessionToken: '_session_token' }, // of databases from the old hosted service only
  spreadFields: { authData: { prefix: AUTH_DATA_PREFIX, secretMembers: [SECOND_FACTOR_PROVIDER] } },
  internalMembers: [
    '_hashed_password',
    '_email_verify_token',
    '_email_verify_token_expires_at',
    '_perishable_token',
    '_perishable_token_expires_at',
    '_password_changed_at',
    '_password_history',
    '_failed_login_count',
    '_account_lockout_expires_at',
    '_session_token',
    // A lock by an administrator. Parse Server reads documents with it, shows it to nobody, and does not know it as a lock.
    '_tombstone',
  ],
  credentialMembers: ['_hashed_password', '_password_history', '_email_verify_token', '_perishable_token', '_session_token'],
  secrets: { password: 'nobody', authData: 'self', sessionToken: 'nobody' },
  self: 'userId',
  ownedBy: 'itself',
  closedToRestrictedSessions: true,
  indexes: [
    { key: { username: 1 }, name: 'username_1', unique: true, sparse: true },
    { key: { email: 1 }, name: 'email_1', unique: true, sparse: true },
    { key: { username: 1 }, name: 'username_any_case', unique: true, sparse: true, collation: IGNORING_CASE },
    { key: { email: 1 }, name: 'email_any_case', unique: true, sparse: true, collation: IGNORING_CASE },
    { key: { _email_verify_token: 1 }, name: '_email_verify_token', sparse: true },
    { key: { _perishable_token: 1 }, name: '_perishable_token', sparse: true },
    // Tokens of the old hosted service: without it, anybody who sends a made-up one has all users looked through.
    { key: { _session_token: 1 }, name: '_session_token', sparse: true },
  ],
  restWord: 'users',
  madeBy: { route: 'POST /users', needsSession: false },
  announces: 'user',
};
