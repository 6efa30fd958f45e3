/**
 * Members of documents that belong to the platform. No answer holds them but one to the maintenance key; no client names them.
 * Source: docs/contract/20-rest-protocol.md section 4.1, docs/contract/22-mongodb-storage-format.md section 7.1.
 */
export const INTERNAL_FIELDS: ReadonlySet<string> = new Set([
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
  '_rperm',
  '_wperm',
  '_acl',
  '_tombstone',
]);
