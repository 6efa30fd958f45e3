import type { auth, RequestContext, RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { isObject } from '@parlance/values';
import { restReply } from '@parlance/service';
import type { CustomAccounts } from '../linked-accounts/custom-accounts.ts';
import type { UserTriggers } from '../code/user-triggers.ts';
import type { AddressThrottle } from '../log-in/address-throttle.ts';
import { wrong } from '../records/wrong.ts';
import { accountsToStore, alreadyLinked, responsesOf, type LinkedAccounts } from '../linked-accounts/linked-accounts.ts';
import type { LinkedAccount } from '../linked-accounts/linked-account.ts';
import { proofBy, unsupported, type AuthDataRequest } from '../providers/index.ts';
import type { AuthApp } from '../records/apps.ts';
import type { PlatformObjects } from '@parlance/platform-objects';
import type { UserRecord } from '../records/user-record.ts';
import type { SecondFactor } from '../second-factor/second-factor.ts';
import { beginsSession, type Sessions } from '../sessions/sessions.ts';
import { fieldsOf, type Credentials, type UserBody } from './new-user-body.ts';
import type { NewUsers } from './new-users.ts';
import { ownView } from './own-view.ts';

/** Each further round means that somebody signed up, or unlinked, with the same account at the same moment. */
const ROUNDS_MAX = 3;

/** `POST /users` with accounts at services: their owner logs in; where there is none, a new user is made. */
export class AccountLogIn {
  readonly #accounts: LinkedAccounts;
  readonly #secondFactor: SecondFactor;
  readonly #newUsers: NewUsers;
  readonly #sessions: Sessions;
  readonly #throttle: AddressThrottle;
  readonly #objects: PlatformObjects;
  readonly #triggers: UserTriggers;
  readonly #custom: CustomAccounts;

  constructor(
    accounts: LinkedAccounts,
    secondFactor: SecondFactor,
    newUsers: NewUsers,
    sessions: Sessions,
    throttle: AddressThrottle,
    objects: PlatformObjects,
    triggers: UserTriggers,
    custom: CustomAccounts,
  ) {
    this.#custom = custom;
    this.#objects = objects;
    this.#triggers = triggers;
    this.#secondFactor = secondFactor;
    this.#accounts = accounts;
    this.#newUsers = newUsers;
    this.#sessions = sessions;
    this.#throttle = throttle;
  }

  /**
   * @returns 201 with a new user, or 200 with a known one; native SDKs tell new users by that
   * @throws AccountAlreadyLinked (208) accounts of several users, or of somebody else than the one to be made; LinkingNotSupported (999)
   *   a further account for a known user; the errors of verifying and creating
   */
  async logInOrSignUp(
    { offered, secondFactor }: AuthDataRequest,
    body: UserBody,
    origin: auth.Origin,
    app: AuthApp,
    context: RequestContext,
  ): Promise<RestReply> {
    const { settings } = app;
    const attempt = { origin, settings, context };
    const offer = { app, context, origin, fields: fieldsOf(body) };
    const accounts = await this.#throttle.attempt(attempt, () => this.#accounts.verify(offered, offer));
    // Proofs beside another one make nobody known: they are set up by users who exist, or with a name and password.
    if (body.credentials.password === undefined && accounts.every(({ id }) => id === undefined)) throw unsupported();
    const authProvider = accounts.map(({ provider }) => provider).join(',');
    let admitted: string | undefined;
    for (let round = 1; ; round++) {
      const [owner, second] = await this.#accounts.owners(accounts, context);
      if (second !== undefined) throw alreadyLinked();
      try {
        if (owner === undefined && isObject(secondFactor)) throw unsupported(); // it is set up by users who exist
        if (owner === undefined) return await this.#newUsers.create({ ...body, accounts, authProvider }, offer);
        assertOwnAccounts(owner, accounts, body.credentials);
        const proof = proofBy(new Set(accounts.map(({ provider }) => provider)), Object.keys(owner.authData), settings.auth);
        if (proof === 'single') {
          await this.#throttle.attempt(attempt, () => this.#secondFactor.assertLogIn(owner, secondFactor, app, context));
        }
        if (admitted !== owner.objectId) await this.#triggers.beforeLogin(owner, app, context);
        admitted = owner.objectId; // code is asked once, also where the account changed hands meanwhile
        const refreshed = await this.#refreshed(owner, accounts, context);
        const own = await ownView(this.#objects, refreshed, owner.objectId, settings, context);
        const shown = { ...(await this.#custom.view(own, offer)), authDataResponse: responsesOf(accounts) };
        const location = `/users/${owner.objectId}`;
        if (!beginsSession(origin, context)) return restReply(shown, 200, location);
        const createdWith = { action: 'login', authProvider } as const;
        const session = { userId: owner.objectId, createdWith, installationId: origin.installationId, restricted: false };
        const { token } = await this.#sessions.begin(session, settings, context);
        return restReply({ ...shown, sessionToken: token }, 200, location);
      } catch (error) {
        if (round === ROUNDS_MAX || !wasOvertaken(error, owner)) throw error;
      }
    }
  }

  /** The user's members, with the current word of the services. */
  async #refreshed(owner: UserRecord, accounts: readonly LinkedAccount[], context: RequestContext): Promise<Record<string, unknown>> {
    const changed = accountsToStore(owner, accounts);
    if (changed.length > 0) await this.#accounts.refresh(owner, changed, context);
    const now = Object.fromEntries(changed.map(({ provider, data }) => [provider, data]));
    return { ...owner.shown, authData: { ...owner.authData, ...now } };
  }
}

function assertOwnAccounts(owner: UserRecord, accounts: readonly LinkedAccount[], { username, password }: Credentials): void {
  if (owner.isLocked) throw wrong();
  const isSomebodyElse = password !== undefined || (username !== undefined && username !== owner.username);
  if (isSomebodyElse) throw alreadyLinked();
  if (!accounts.every(({ provider, id }) => id === undefined || linkedId(owner, provider) === id)) {
    throw new ParseError('LinkingNotSupported', 'Linking is not supported while logging in: use update instead.');
  }
}

function linkedId({ authData }: UserRecord, provider: string): unknown {
  const data = Object.hasOwn(authData, provider) ? authData[provider] : undefined;
  return (data as { readonly id?: unknown } | null | undefined)?.id;
}

/** The account found an owner after there was none, or its owner gave it up. */
function wasOvertaken(error: unknown, owner: UserRecord | undefined): boolean {
  return error instanceof ParseError && error.kind === (owner === undefined ? 'AccountAlreadyLinked' : 'ObjectNotFound');
}
