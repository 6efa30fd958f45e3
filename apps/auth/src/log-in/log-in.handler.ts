import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import type { SettingsOf } from '@parlance/app-settings';
import { auth, type RequestContext, type RestReply } from '@parlance/contracts';
import { readsEverything } from '@parlance/acl';
import { ParseError } from '@parlance/errors';
import { isObject } from '@parlance/values';
import { restReply } from '@parlance/service';
import { USER } from '@parlance/platform-classes';
import { readAuthData } from '../providers/index.ts';
import { AuthApps } from '../records/apps.ts';
import { PlatformObjects } from '@parlance/platform-objects';
import { ownView, seesThemselves } from '../users/own-view.ts';
import { userRecord, type UserRecord } from '../records/user-record.ts';
import { SecondFactor } from '../second-factor/second-factor.ts';
import { Sessions, type CreatedWith } from '../sessions/sessions.ts';
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
    private readonly secondFactor: SecondFactor,
    private readonly throttle: AddressThrottle,
  ) {}

  @Handles(auth.logIn)
  async logIn(@Payload() { body, origin }: auth.Submission, @Ctx() context: RequestContext): Promise<RestReply> {
    const app = await this.apps.of(context);
    const { settings } = app;
    const { authData } = body;
    // In a query string it is a text that proves nothing.
    const { secondFactor } = readAuthData(typeof authData === 'string' ? undefined : authData, settings);
    const user = await this.throttle.attempt({ origin, settings, context }, async () => {
      const found = await this.users.byPassword(body, settings, context);
      await this.secondFactor.assertLogIn(found, secondFactor, app, context);
      return found;
    });
    const begun = await this.#begin(user, { action: 'login', authProvider: 'password' }, origin, settings, context);
    return restReply(isObject(authData) ? { ...begun, authDataResponse: {} } : begun);
  }

  @Handles(auth.verifyPassword)
  async verifyPassword(@Payload() { body, origin }: auth.Submission, @Ctx() context: RequestContext): Promise<RestReply> {
    const { settings } = await this.apps.of(context);
    const user = await this.throttle.attempt({ origin, settings, context }, () => this.users.byPassword(body, settings, context));
    return restReply(await ownView(this.objects, user.shown, user.objectId, settings, context));
  }

  @Handles(auth.logInAs)
  async logInAs(@Payload() { body, origin }: auth.Submission, @Ctx() context: RequestContext): Promise<RestReply> {
    const { settings } = await this.apps.of(context);
    const { userId } = body;
    const isMissing = userId === undefined || userId === null || userId === '' || userId === 0 || userId === false;
    // An object would be a constraint, and find anybody.
    if (isMissing || typeof userId === 'object') throw new ParseError('MissingUserId', 'userId must not be empty, null, or undefined');
    const found = typeof userId === 'string' ? await this.objects.find(USER, { objectId: userId }, context) : undefined;
    if (found === undefined) throw new ParseError('ObjectNotFound', 'user not found');
    return restReply(await this.#begin(userRecord(found), { action: 'login', authProvider: 'masterkey' }, origin, settings, context));
  }

  async #begin(
    user: UserRecord,
    createdWith: CreatedWith,
    { installationId }: auth.Origin,
    settings: SettingsOf<'auth'>,
    context: RequestContext,
  ): Promise<Readonly<Record<string, unknown>>> {
    const session = await this.sessions.begin({ userId: user.objectId, createdWith, installationId, restricted: false }, settings, context);
    const sees = readsEverything(context.identity) || (await seesThemselves(this.objects, user, context));
    const shown = sees ? await ownView(this.objects, user.shown, user.objectId, settings, context) : { objectId: user.objectId };
    return { ...shown, sessionToken: session.token };
  }
}
