import type { AppSettings } from '@parlance/app-settings';
import type { RequestContext } from '@parlance/contracts';
import { checkNewPassword, forbiddenHashes, historyAfter, type PasswordHasher, repeatedPassword } from '../passwords/index.ts';
import { dateJson } from '../records/dates.ts';
import type { UserRecord } from '../records/user-record.ts';

type Former = Pick<UserRecord, 'passwordHash' | 'passwordHistory'>;

/**
 * The members of a user's document that a new password changes: its hash, its age, and the history of former ones. A token of the old
 * hosted service stands in the user's document and ends with the user's sessions.
 *
 * @param username the user has from now on
 * @throws PasswordMissing (201), ValidationFailed (142) for a password that the app does not accept
 */
export async function newPasswordMembers(
  password: string,
  username: string | undefined,
  { passwordHash, passwordHistory }: Former,
  settings: Pick<AppSettings, 'passwordPolicy' | 'passwordHashing' | 'revokeSessionOnPasswordReset'>,
  hasher: PasswordHasher,
  { deadline }: Pick<RequestContext, 'deadline'>,
): Promise<Record<string, unknown>> {
  const { passwordPolicy: policy, passwordHashing: scheme } = settings;
  checkNewPassword(password, username, policy, scheme);
  const former = forbiddenHashes(passwordHash, passwordHistory, policy);
  if (await hasher.equalsOneOf(password, former, deadline)) throw repeatedPassword(policy);
  const history = historyAfter(passwordHash, passwordHistory, policy);
  return {
    _hashed_password: await hasher.hash(password, scheme, deadline),
    ...(policy.maxPasswordAge === null ? {} : { _password_changed_at: dateJson(new Date()) }),
    ...(settings.revokeSessionOnPasswordReset ? { sessionToken: { __op: 'Delete' } } : {}),
    ...(history === undefined ? {} : { _password_history: history }),
  };
}
