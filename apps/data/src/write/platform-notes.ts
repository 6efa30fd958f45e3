import type { ObjectWrite } from '@parlance/values';

/** Members that the platform notes of a user when somebody tries to log in as them, or asks for a mail to them. */
const NOTES: ReadonlySet<string> = new Set([
  '_failed_login_count',
  '_account_lockout_expires_at',
  '_perishable_token',
  '_perishable_token_expires_at',
  '_email_verify_token',
  '_email_verify_token_expires_at',
]);

/**
 * Tells a write of such notes alone. Anybody can bring it about by guessing a name or an address, so the user must not show that theirs
 * was guessed: updatedAt stays, as in Parse Server.
 */
export function isPlatformNote({ changes, acl }: ObjectWrite): boolean {
  return acl === undefined && changes.size > 0 && [...changes.keys()].every((name) => NOTES.has(name));
}
