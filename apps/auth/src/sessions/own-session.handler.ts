import { refusal, writesEverything, type UserIdentity } from '@parlance/acl';
import { hasTrigger } from '@parlance/apps';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { auth, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { restReply } from '@parlance/service';
import { SESSION, USER } from '@parlance/platform-classes';
import { UserTriggers } from '../code/user-triggers.ts';
import { AuthApps } from '../records/apps.ts';
import { asPlatform, PlatformObjects } from '@parlance/platform-objects';
import { userRecord } from '../records/user-record.ts';
import { isLegacyToken, isSessionExpired } from '../tokens/index.ts';
import { seesThemselves } from '../users/own-view.ts';
import { OwnViews } from '../users/own-views.ts';
import { Bearers } from './bearers.ts';
import { Sessions, type SessionRecord } from './sessions.ts';

/** The requests of a bearer of a session token about their own user and session. */
@Controller()
export class OwnSessionHandler {
  constructor(
    private readonly apps: AuthApps,
    private readonly objects: PlatformObjects,
    private readonly sessions: Sessions,
    private readonly bearers: Bearers,
    private readonly views: OwnViews,
    private readonly triggers: UserTriggers,
  ) {}

  /** `GET /users/me`; "become" asks it, too, with the token to become. */
  @Handles(auth.me)
  async me(@Payload() { sessionToken, origin }: auth.TokenSubmission, @Ctx() context: RequestContext): Promise<RestReply> {
    if (context.identity.kind !== 'user') throw noBearer();
    const { userId } = context.identity;
    const found = await this.objects.find(USER, { objectId: userId }, context);
    const user = found === undefined ? undefined : userRecord(found);
    if (user === undefined || !(await seesThemselves(this.objects, user, context))) throw noBearer();
    const app = await this.apps.of(context);
    const shown = await this.views.of(user, { app, context, origin });
    return restReply({ ...shown, sessionToken });
  }

  /** `POST /logout`. A caller without a session is logged out already. Code of the app is told of the session as it was. */
  @Handles(auth.logOut)
  async logOut(@Payload() { sessionToken }: auth.TokenSubmission, @Ctx() context: RequestContext): Promise<RestReply> {
    const { identity } = context;
    if (identity.kind !== 'user' || identity.sessionId === undefined) return restReply({});
    const app = await this.apps.of(context);
    const isTold = sessionToken !== undefined && hasTrigger(app.code, SESSION, 'afterLogout');
    const session = isTold ? await this.sessions.find(sessionToken, context) : undefined;
    await this.sessions.end(identity.sessionId, context);
    if (session !== undefined) await this.triggers.afterLogout(session, app, context);
    return restReply({});
  }

  /** `GET /sessions/me`: by its token alone, whatever keys come with it. */
  @Handles(auth.currentSession)
  async currentSession(@Payload() { sessionToken }: auth.TokenSubmission, @Ctx() context: RequestContext): Promise<RestReply> {
    if (sessionToken === undefined) throw new ParseError('InvalidSessionToken', 'Session token required.');
    const session = await this.#sessionOf(sessionToken, context);
    if (isSessionExpired(session.expiresAt, new Date())) throw new ParseError('InvalidSessionToken', 'Session token is expired.');
    return restReply(session.shown);
  }

  /**
   * `PUT /sessions/me`: custom fields, and the installation of a session that has none yet. The pairing is ours to make, also for
   * restricted sessions; the fields are written as by the caller.
   */
  @Handles(auth.pairSession)
  async pairSession(@Payload() request: auth.TokenSubmission, @Ctx() context: RequestContext): Promise<RestReply> {
    const { body, origin } = request;
    bearer(context);
    const session = await this.#sessionOf(request.sessionToken ?? '', context);
    const { objectId, restricted, shown } = session;
    const pairs = session.installationId === undefined && origin.installationId !== undefined;
    const hasFields = Object.keys(body).length > 0;
    // A restricted session writes nothing here; devices that pair it once more are answered as the first time.
    if (!hasFields && !pairs && restricted) return restReply({ updatedAt: shown['updatedAt'] });
    const written = hasFields || !pairs ? await this.objects.update(SESSION, objectId, { body }, context) : undefined;
    if (written !== undefined && !pairs) return restReply(written);
    const pairing = { body: {}, members: { installationId: origin.installationId }, condition: { installationId: { $exists: false } } };
    return restReply(await this.objects.update(SESSION, objectId, pairing, asPlatform(context)));
  }

  /** `POST /sessions`: a session for another device of the same user, if the class lets them create one; by the master key an object as sent. */
  @Handles(auth.createSession)
  async createSession(@Payload() { body }: auth.TokenSubmission, @Ctx() context: RequestContext): Promise<RestReply> {
    if (writesEverything(context.identity)) {
      const created = await this.objects.create(SESSION, { body }, context);
      return restReply(created, 201, `/classes/${SESSION}/${created.objectId}`);
    }
    const { settings } = await this.apps.of(context);
    const { objectId, shown } = await this.sessions.beginAsCaller(bearer(context).userId, body, settings, context);
    return restReply(shown, 201, `/classes/${SESSION}/${objectId}`);
  }

  /** `POST /upgradeToRevocableSession`: a new session, in place of a token that stands in the user or beside the session of the caller. */
  @Handles(auth.upgradeSession)
  async upgradeSession(@Payload() { sessionToken, origin }: auth.TokenSubmission, @Ctx() context: RequestContext): Promise<RestReply> {
    const { settings } = await this.apps.of(context);
    if (sessionToken === undefined || context.identity.kind !== 'public') throw new ParseError('ObjectNotFound', 'invalid session');
    const userId = await this.#bearerOf(sessionToken, context);
    const session = { userId, createdWith: { action: 'upgrade' }, installationId: origin.installationId, restricted: false } as const;
    const { token } = await this.sessions.begin(session, settings, context);
    if (isLegacyToken(sessionToken)) {
      await this.objects.noteIf(USER, userId, { sessionToken: { __op: 'Delete' } }, { sessionToken }, context);
      this.sessions.announceUser(userId, context);
    }
    return restReply((await this.#sessionOf(token, context)).shown);
  }

  /** @throws InvalidSessionToken (209), in Parse Server's words for tokens that it looks up in users */
  async #bearerOf(sessionToken: string, context: RequestContext): Promise<string> {
    if (!isLegacyToken(sessionToken)) return (await this.bearers.of(sessionToken, context)).userId;
    const session = await this.bearers.ofLegacyToken(sessionToken, context);
    if (session === undefined) throw new ParseError('InvalidSessionToken', 'invalid legacy session token');
    return session.userId;
  }

  async #sessionOf(sessionToken: string, context: RequestContext): Promise<SessionRecord> {
    const session = await this.sessions.find(sessionToken, context);
    if (session === undefined) throw new ParseError('InvalidSessionToken', 'Session token not found.');
    return session;
  }
}

function bearer({ identity }: RequestContext): UserIdentity {
  if (identity.kind !== 'user') throw new ParseError('InvalidSessionToken', 'Session token required.');
  return identity;
}

function noBearer(): ParseError {
  return refusal({ kind: 'InvalidSessionToken', inFull: 'Invalid session token' });
}
