import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { auth, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { USER } from '@parlance/platform-classes';
import { PlatformObjects, type PlatformObject } from '@parlance/platform-objects';
import { isObject, type JsonObject } from '@parlance/values';
import { Mails } from '../mail/mails.ts';
import { recipientOf } from '../mail/recipients.ts';
import { AuthApps } from '../records/apps.ts';
import { LOCK, userRecord } from '../records/user-record.ts';
import { Sessions } from '../sessions/sessions.ts';
import { shownSession } from './shown-session.ts';

const UNSET = { __op: 'Delete' } as const;
const SESSIONS_COUNTED_MAX = 1_000;

/** Users of an app for its administrators. `admin` alone asks. */
@Controller()
export class UsersHandler {
  constructor(
    private readonly apps: AuthApps,
    private readonly objects: PlatformObjects,
    private readonly sessions: Sessions,
    private readonly mails: Mails,
  ) {}

  @Handles(auth.findUsers)
  async find(@Payload() { text, limit }: { text: string; limit: number }, @Ctx() context: RequestContext) {
    const begins: JsonObject = { $regex: `^\\Q${text.replaceAll('\\E', '')}\\E` };
    const where: JsonObject = { $or: [{ objectId: text }, { username: text }, { email: text }, { username: begins }] };
    const found = await this.objects.findAll(USER, where, limit, context);
    return { users: await Promise.all(found.map((user) => this.#shown(user, context))) };
  }

  /** The lock comes first: a log-in that is under way sees it when its session is there, or that is among those that end (sessions.ts). */
  @Handles(auth.lockUser)
  async lock(@Payload() { userId, reason }: { userId: string; reason: string }, @Ctx() context: RequestContext) {
    const before = await this.#user(userId, context);
    const lock = { lockedAt: userRecord(before).lock?.at ?? new Date().toISOString(), reason };
    await this.objects.change(USER, userId, { [LOCK]: lock }, undefined, context);
    await this.sessions.endAll(userId, context);
    return { user: await this.#shown(await this.#user(userId, context), context) };
  }

  @Handles(auth.unlockUser)
  async unlock(@Payload() { userId }: { userId: string }, @Ctx() context: RequestContext) {
    await this.#user(userId, context);
    const members = { [LOCK]: UNSET, _failed_login_count: UNSET, _account_lockout_expires_at: UNSET };
    await this.objects.change(USER, userId, members, undefined, context);
    return { user: await this.#shown(await this.#user(userId, context), context) };
  }

  @Handles(auth.signOutUser)
  async signOut(@Payload() { userId }: { userId: string }, @Ctx() context: RequestContext) {
    const user = await this.#user(userId, context);
    await this.sessions.endAll(userId, context);
    return { user: await this.#shown(user, context) };
  }

  @Handles(auth.listUserSessions)
  async listSessions(@Payload() { userId, limit }: { userId: string; limit: number }, @Ctx() context: RequestContext) {
    await this.#user(userId, context);
    const live = await this.sessions.listLive(userId, SESSIONS_COUNTED_MAX, context);
    const shown = live.map(shownSession).sort((one, other) => other.createdAt.localeCompare(one.createdAt));
    return { sessions: shown.slice(0, limit) };
  }

  @Handles(auth.endUserSession)
  async endSession(@Payload() { userId, sessionId }: { userId: string; sessionId: string }, @Ctx() context: RequestContext) {
    const user = await this.#user(userId, context);
    if ((await this.sessions.findOf(userId, sessionId, context)) === undefined) {
      throw new ParseError('ObjectNotFound', 'This user has no such session.');
    }
    await this.sessions.end(sessionId, context);
    return { user: await this.#shown(user, context) };
  }

  @Handles(auth.mailUser)
  async mail(
    @Payload() { userId, mail }: { userId: string; mail: 'verification' | 'password-reset' },
    @Ctx() context: RequestContext,
  ): Promise<Record<string, never>> {
    const app = await this.apps.of(context);
    const { email, emailVerified } = userRecord(await this.#user(userId, context));
    if (email === undefined) throw new ParseError('ValidationFailed', 'This user has no address.');
    if (mail === 'verification' && emailVerified === true)
      throw new ParseError('ValidationFailed', 'The address of this user is verified.');
    if (app.settings.publicServerURL === null) {
      throw new ParseError('ValidationFailed', 'Links in mails need an address: set publicServerURL of the app.');
    }
    this.mails.assertCanSend(app);
    await this.mails.send(mail, recipientOf({ objectId: userId }, email), { address: '' }, context);
    return {};
  }

  async #user(userId: string, context: RequestContext): Promise<PlatformObject> {
    await this.apps.of(context);
    const user = await this.objects.find(USER, { objectId: userId }, context);
    if (user === undefined) throw new ParseError('ObjectNotFound', 'There is no such user.');
    return user;
  }

  async #shown(object: PlatformObject, context: RequestContext): Promise<auth.AdministeredUser> {
    const { objectId: id, username, email, emailVerified, lock, failedLogIns } = userRecord(object);
    const { authData, createdAt, updatedAt } = object;
    const until = failedLogIns.expiresAt;
    return {
      id,
      username: username ?? null,
      email: email ?? null,
      emailVerified: emailVerified ?? null,
      createdAt: String(createdAt),
      updatedAt: String(updatedAt),
      lock: lock ?? null,
      lockedOutUntil: until !== undefined && until > new Date() ? until.toISOString() : null,
      providers: isObject(authData) ? Object.keys(authData) : [],
      sessions: (await this.sessions.listLive(id, SESSIONS_COUNTED_MAX, context)).length,
    };
  }
}
