import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { auth, type RequestContext, type RestReply } from '@parlance/contracts';
import { readsEverything } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { isObject } from '@parlance/values';
import { restReply } from '@parlance/service';
import { USER } from '@parlance/platform-classes';
import { customProviderOf, proofBy, readAuthData, type Credentials } from '../providers/index.ts';
import { UserTriggers } from '../code/user-triggers.ts';
import type { Offer } from '../linked-accounts/custom-accounts.ts';
import { accountsToStore, LinkedAccounts, responsesOf } from '../linked-accounts/linked-accounts.ts';
import type { LinkedAccount } from '../linked-accounts/linked-account.ts';
import { AuthApps, type AuthApp } from '../records/apps.ts';
import type { Asking } from '../records/asking.ts';
import { PlatformObjects } from '@parlance/platform-objects';
import { seesThemselves } from '../users/own-view.ts';
import { OwnViews } from '../users/own-views.ts';
import { userRecord, type UserRecord } from '../records/user-record.ts';
import { SecondFactor } from '../second-factor/second-factor.ts';
import { Sessions, type SessionRecord } from '../sessions/sessions.ts';
import { AddressThrottle } from './address-throttle.ts';
import { UserVerification } from './verify-user.ts';

/** `/login`, `/verifyPassword`, `/loginAs`. */
@Controller()
export class LogInHandler {
  constructor(
    private readonly apps: AuthApps,
    private readonly objects: PlatformObjects,
    private readonly sessions: Sessions,
    private readonly users: UserVerification,
    private readonly accounts: LinkedAccounts,
    private readonly views: OwnViews,
    private readonly secondFactor: SecondFactor,
    private readonly throttle: AddressThrottle,
    private readonly triggers: UserTriggers,
  ) {}

  @Handles(auth.logIn)
  async logIn(@Payload() { body, origin }: auth.Submission, @Ctx() context: RequestContext): Promise<RestReply> {
    const app = await this.apps.of(context);
    const { settings } = app;
    const asking = { app, context, origin };
    const { authData } = body;
    // In a query string it is a text that proves nothing.
    const { offered, secondFactor } = readAuthData(typeof authData === 'string' ? undefined : authData, settings);
    const { user, accounts } = await this.throttle.attempt({ origin, settings, context }, async () => {
      const found = await this.users.byPassword(body, asking);
      const custom = offered.filter(({ provider }) => customProviderOf(provider, settings.auth) !== undefined);
      const proof = proofBy(new Set(custom.map(({ provider }) => provider)), Object.keys(found.authData), settings.auth);
      if (proof === 'single') await this.secondFactor.assertLogIn(found, secondFactor, app, context);
      return { user: found, accounts: await this.#verify(found, custom, asking) };
    });
    await this.triggers.beforeLogin(user, app, context);
    const changed = accountsToStore(user, accounts);
    if (changed.length > 0) await this.accounts.refresh(user, changed, context);
    const session = await this.#begin(user, 'password', origin, app, context);
    await this.triggers.afterLogin(user, session, app, context);
    const begun = await this.#shown(await this.triggers.afterTriggers(user, app, context), session.token, asking);
    return restReply(isObject(authData) ? { ...begun, authDataResponse: responsesOf(accounts) } : begun);
  }

  /** Accounts that are offered beside a password, at services that the app's code checks: for all others there is `POST /users`. */
  async #verify(user: UserRecord, custom: readonly Credentials[], offer: Offer): Promise<readonly LinkedAccount[]> {
    if (custom.length === 0) return [];
    const accounts = await this.accounts.verify(custom, { ...offer, user });
    await this.accounts.assertNobodyElses(user, accounts, offer.context);
    return accounts;
  }

  @Handles(auth.verifyPassword)
  async verifyPassword(@Payload() { body, origin }: auth.Submission, @Ctx() context: RequestContext): Promise<RestReply> {
    const app = await this.apps.of(context);
    const { settings } = app;
    const user = await this.throttle.attempt({ origin, settings, context }, () => this.users.byPassword(body, { app, context, origin }));
    return restReply(await this.views.afterLogIn(user, { app, context, origin }));
  }

  /** No triggers are asked: the master key acts for a user, who does not log in. */
  @Handles(auth.logInAs)
  async logInAs(@Payload() { body, origin }: auth.Submission, @Ctx() context: RequestContext): Promise<RestReply> {
    const app = await this.apps.of(context);
    const { userId } = body;
    const isMissing = userId === undefined || userId === null || userId === '' || userId === 0 || userId === false;
    // An object would be a constraint, and find anybody.
    if (isMissing || typeof userId === 'object') throw new ParseError('MissingUserId', 'userId must not be empty, null, or undefined');
    const found = typeof userId === 'string' ? await this.objects.find(USER, { objectId: userId }, context) : undefined;
    if (found === undefined) throw new ParseError('ObjectNotFound', 'user not found');
    const user = userRecord(found);
    const { token } = await this.#begin(user, 'masterkey', origin, app, context);
    return restReply(await this.#shown(user, token, { app, context, origin }));
  }

  #begin(
    { objectId: userId }: UserRecord,
    authProvider: string,
    { installationId }: auth.Origin,
    { settings }: AuthApp,
    context: RequestContext,
  ): Promise<SessionRecord & { readonly token: string }> {
    const createdWith = { action: 'login', authProvider } as const;
    return this.sessions.begin({ userId, createdWith, installationId, restricted: false }, settings, context);
  }

  async #shown(user: UserRecord, sessionToken: string, asking: Asking): Promise<Readonly<Record<string, unknown>>> {
    const { context } = asking;
    const sees = readsEverything(context.identity) || (await seesThemselves(this.objects, user, context));
    const shown = sees ? await this.views.afterLogIn(user, asking) : { objectId: user.objectId };
    return { ...shown, sessionToken };
  }
}
