import { checkNewPassword, forbiddenHashes, historyAfter, type PasswordHasher, repeatedPassword } from '../passwords/index.ts';
import type { AccountRules, Asker } from '../code/account-rules.ts';
import { dateJson } from '../records/dates.ts';
import type { UserRecord } from '../records/user-record.ts';

type Former = Pick<UserRecord, 'passwordHash' | 'passwordHistory'>;

const NO_FORMER: Former = { passwordHash: undefined, passwordHistory: [] };

/** New passwords of users: the demands of an app, and the form in which they are stored. */
export class NewPasswords {
  readonly #hasher: PasswordHasher;
  readonly #rules: AccountRules;

  constructor(hasher: PasswordHasher, rules: AccountRules) {
    this.#hasher = hasher;
    this.#rules = rules;
  }

  /**
   * The members of a user's document that a new password changes: its hash, its age, and the history of former ones. A token of the old
   * hosted service stands in the user's document and ends with the user's sessions.
   *
   * @param username the user has from now on
   * @throws PasswordMissing (201), ValidationFailed (142) for a password that the app does not accept; the error of its function
   */
  async replacing(
    { passwordHash, passwordHistory }: Former,
    password: string,
    username: string | undefined,
    asker: Asker,
  ): Promise<Record<string, unknown>> {
    const { settings } = asker.app;
    const { passwordPolicy: policy, passwordHashing: scheme } = settings;
    const { deadline } = asker.context;
    checkNewPassword(password, username, policy, scheme);
    await this.#rules.assertPassword(password, username, asker);
    const former = forbiddenHashes(passwordHash, passwordHistory, policy);
    if (await this.#hasher.equalsOneOf(password, former, deadline)) throw repeatedPassword(policy);
    const history = historyAfter(passwordHash, passwordHistory, policy);
    return {
      _hashed_password: await this.#hasher.hash(password, scheme, deadline),
      ...(policy.maxPasswordAge === null ? {} : { _password_changed_at: dateJson(new Date()) }),
      ...(settings.revokeSessionOnPasswordReset ? { sessionToken: { __op: 'Delete' } } : {}),
      ...(history === undefined ? {} : { _password_history: history }),
    };
  }

  /** The same of a user who has none yet. */
  async first(password: string, username: string, asker: Asker): Promise<Record<string, unknown>> {
    const { _hashed_password: hash, _password_changed_at: age } = await this.replacing(NO_FORMER, password, username, asker);
    return { _hashed_password: hash, ...(age === undefined ? {} : { _password_changed_at: age }) };
  }
}
