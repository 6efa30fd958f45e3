import type { RestReply } from '@parlance/contracts';
import { restReply } from '@parlance/service';
import { USER } from '@parlance/platform-classes';
import type { AccountRules } from '../code/account-rules.ts';
import { firstEmailMembers, notVerified } from '../email-verification/email-members.ts';
import { linkMembers } from '../linked-accounts/link-members.ts';
import { linksOf, responsesOf } from '../linked-accounts/linked-accounts.ts';
import type { LinkedAccount } from '../linked-accounts/linked-account.ts';
import type { Mails } from '../mail/mails.ts';
import type { PlatformObjects } from '@parlance/platform-objects';
import type { Asking } from '../records/asking.ts';
import { beginsSession, type Sessions } from '../sessions/sessions.ts';
import { randomText } from '../tokens/index.ts';
import type { UserSaves } from './user-saves.ts';
import type { NewPasswords } from './new-password.ts';
import { fieldsOf, namesServices, storedUsername, type UserBody } from './new-user-body.ts';

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
  readonly #passwords: NewPasswords;
  readonly #rules: AccountRules;
  readonly #mails: Mails;
  readonly #saves: UserSaves;

  constructor(objects: PlatformObjects, sessions: Sessions, passwords: NewPasswords, mails: Mails, saves: UserSaves, rules: AccountRules) {
    this.#rules = rules;
    this.#saves = saves;
    this.#mails = mails;
    this.#objects = objects;
    this.#sessions = sessions;
    this.#passwords = passwords;
  }

  /**
   * Code of the app is asked before anything is stored: of a sign-up that it refuses there is neither user nor session.
   *
   * A user without a name gets one that nobody guesses. The master key makes users without a session, but for a device; a sign-up by a password makes none
   * either where the address has to be verified first.
   * @throws ValidationFailed (142) a password the app does not accept; UsernameTaken (202), EmailTaken (203), AccountAlreadyLinked (208);
   *   EmailNotVerified (205) the user is made, and an app that wants it so tells them to verify their address
   */
  async create(user: NewUser, asking: Asking): Promise<RestReply> {
    const { app, context, origin } = asking;
    const { accounts, authProvider } = user;
    const { settings } = app;
    const { sent, links, ...save } = await this.#saves.settle({ original: undefined, sent: user, links: linksOf(accounts) }, app, context);
    const { credentials, rest } = sent;
    const username = credentials.username ?? storedUsername(randomText(RANDOM_NAME_LENGTH), settings);
    const { email, password } = credentials;
    const byPassword = accounts.length === 0;
    const createdWith = { action: 'signup', authProvider } as const;
    const occasion = { object: { ...fieldsOf(sent), username }, createdWith };
    // Decided before anything is stored: where a function fails there is no user either.
    const isToBeVerified = typeof email === 'string' && (await this.#rules.verifiesEmail(occasion, asking));
    const mustWait = byPassword && beginsSession(origin, context) && (await this.#rules.awaitsVerification(occasion, asking));
    const members = {
      username,
      ...firstEmailMembers(email, rest, isToBeVerified),
      ...(password === undefined ? {} : await this.#passwords.first(password, username, asking)),
      ...linkMembers(links),
      ...save.members,
    };
    const created = await this.#objects.create(USER, { body: save.body, members, settled: save.settled }, context);
    const shown = {
      ...created,
      ...(credentials.username === undefined ? { username } : {}),
      ...(namesServices(user.credentials.authData) ? { authDataResponse: responsesOf(accounts) } : {}),
    };
    const location = `/users/${created.objectId}`;
    if (isToBeVerified) await this.#mails.sendVerification(created, email, asking);
    if (!beginsSession(origin, context)) return restReply(shown, 201, location);
    if (mustWait) {
      if (settings.preventSignupWithUnverifiedEmail) throw notVerified();
      return restReply(shown, 201, location);
    }
    const action = byPassword ? ('signup' as const) : ('login' as const); // a proven account is a log-in, if only the first one
    const session = {
      userId: created.objectId,
      createdWith: { action, authProvider },
      installationId: origin.installationId,
      restricted: false,
    };
    const { token } = await this.#sessions.begin(session, settings, context);
    return restReply({ ...shown, sessionToken: token }, 201, location);
  }
}
