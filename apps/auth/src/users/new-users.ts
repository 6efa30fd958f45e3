import type { SettingsOf } from '@parlance/app-settings';
import type { auth, RequestContext, RestReply } from '@parlance/contracts';
import { restReply } from '@parlance/service';
import { USER } from '@parlance/platform-classes';
import { awaitsVerification, firstEmailMembers, notVerified } from '../email-verification/email-members.ts';
import { linkMembers, type LinkedAccount } from '../linked-accounts/linked-accounts.ts';
import type { Mails } from '../mail/mails.ts';
import { checkNewPassword, type PasswordHasher } from '../passwords/index.ts';
import type { PlatformObjects } from '@parlance/platform-objects';
import { dateJson } from '../records/dates.ts';
import { beginsSession, type Sessions } from '../sessions/sessions.ts';
import { randomText } from '../tokens/index.ts';
import { namesServices, storedUsername, type Credentials, type UserBody } from './new-user-body.ts';

const RANDOM_NAME_LENGTH = 25;

/** A user to be: with name and password, or with accounts at services, or with both. */
export interface NewUser extends UserBody {
  /** Whose owner nobody is yet. */
  readonly accounts: readonly LinkedAccount[];
  /** Of the session the user begins with. */
  readonly authProvider: string;
}

/** Makes users, with their first session. */
export class NewUsers {
  readonly #objects: PlatformObjects;
  readonly #sessions: Sessions;
  readonly #hasher: PasswordHasher;
  readonly #mails: Mails;

  constructor(objects: PlatformObjects, sessions: Sessions, hasher: PasswordHasher, mails: Mails) {
    this.#mails = mails;
    this.#objects = objects;
    this.#sessions = sessions;
    this.#hasher = hasher;
  }

  /**
   * A user without a name gets one that nobody guesses. The master key makes users without a session, but for a device; a sign-up by a password makes none
   * either where the address has to be verified first.
   * @throws ValidationFailed (142) a password the app does not accept; UsernameTaken (202), EmailTaken (203), AccountAlreadyLinked (208);
   *   EmailNotVerified (205) the user is made, and an app that wants it so tells them to verify their address
   */
  async create(user: NewUser, origin: auth.Origin, settings: SettingsOf<'auth'>, context: RequestContext): Promise<RestReply> {
    const { credentials, rest, accounts, authProvider } = user;
    const username = credentials.username ?? storedUsername(randomText(RANDOM_NAME_LENGTH), settings);
    const { email } = credentials;
    const members = {
      username,
      ...firstEmailMembers(email, rest, settings),
      ...(await this.#passwordMembers(credentials, username, settings, context)),
      ...linkMembers(accounts),
    };
    const created = await this.#objects.create(USER, { body: rest, members }, context);
    const shown = {
      ...created,
      ...(credentials.username === undefined ? { username } : {}),
      ...(namesServices(credentials.authData) ? { authDataResponse: {} } : {}),
    };
    const location = `/users/${created.objectId}`;
    if (typeof email === 'string') await this.#mails.sendVerification(created, email, settings, origin, context);
    if (!beginsSession(origin, context)) return restReply(shown, 201, location);
    if (accounts.length === 0 && awaitsVerification({ emailVerified: undefined }, settings)) {
      if (settings.preventSignupWithUnverifiedEmail) throw notVerified();
      return restReply(shown, 201, location);
    }
    const action = accounts.length === 0 ? 'signup' : 'login'; // whoever proves an account logs in with it, if only for the first time
    const createdWith = { action, authProvider } as const;
    const session = { userId: created.objectId, createdWith, installationId: origin.installationId, restricted: false };
    const { token } = await this.#sessions.begin(session, settings, context);
    return restReply({ ...shown, sessionToken: token }, 201, location);
  }

  async #passwordMembers(
    { password }: Credentials,
    username: string,
    { passwordPolicy, passwordHashing }: SettingsOf<'auth'>,
    { deadline }: RequestContext,
  ): Promise<Record<string, unknown>> {
    if (password === undefined) return {};
    checkNewPassword(password, username, passwordPolicy, passwordHashing);
    return {
      _hashed_password: await this.#hasher.hash(password, passwordHashing, deadline),
      ...(passwordPolicy.maxPasswordAge === null ? {} : { _password_changed_at: dateJson(new Date()) }),
    };
  }
}
