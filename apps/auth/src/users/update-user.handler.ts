import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { auth, type RequestContext, type RestReply } from '@parlance/contracts';
import { restReply } from '@parlance/service';
import { USER } from '@parlance/platform-classes';
import type { UnknownObject } from '@parlance/values';
import { changedLinks } from '../linked-accounts/link-members.ts';
import { LinkedAccounts } from '../linked-accounts/linked-accounts.ts';
import { Mails } from '../mail/mails.ts';
import { assertMaySetPassword } from '../passwords/index.ts';
import { readAuthData } from '../providers/index.ts';
import { AuthApps, type AuthApp } from '../records/apps.ts';
import { replaceSessions } from '../sessions/replace-sessions.ts';
import { PlatformObjects } from '@parlance/platform-objects';
import { Sessions } from '../sessions/sessions.ts';
import { assertMayWrite, modifying } from './modifying.ts';
import { assertUsable, fieldsOf, namesServices, readChangedUser, type UserBody } from './new-user-body.ts';
import { UserChanges } from './user-changes.ts';
import { UserSaves } from './user-saves.ts';
import { UserWrites } from './user-writes.ts';

/** `PUT /users/:id`. */
@Controller()
export class UpdateUserHandler {
  constructor(
    private readonly apps: AuthApps,
    private readonly objects: PlatformObjects,
    private readonly sessions: Sessions,
    private readonly accounts: LinkedAccounts,
    private readonly saves: UserSaves,
    private readonly changes: UserChanges,
    private readonly writes: UserWrites,
    private readonly mails: Mails,
  ) {}

  @Handles(auth.updateUser)
  async update(@Payload() submission: auth.UserSubmission, @Ctx() context: RequestContext): Promise<RestReply> {
    const app = await this.apps.of(context);
    const body = await this.#withoutOwnToken(submission, context);
    const sent = readChangedUser(body, context.identity, app.settings); // before the caller's right, as clients know it
    return modifying(submission.userId, context.identity, () => this.#update(submission, sent, app, context));
  }

  async #update({ userId, origin }: auth.UserSubmission, sent: UserBody, app: AuthApp, context: RequestContext): Promise<RestReply> {
    const { settings } = app;
    const { password, authData } = sent.credentials;
    if (changesNothing(sent) && !this.saves.isWatched(app)) {
      return restReply(await this.objects.update(USER, userId, { body: sent.rest }, context));
    }
    if (password !== undefined) assertMaySetPassword(settings, context.identity);
    const user = await this.writes.read(userId, context);
    assertMayWrite(user, context.identity);
    assertUsable(sent);
    const request = readAuthData(changedLinks(authData ?? {}, user, settings.auth), settings);
    const asking = { app, context, origin };
    const { links, condition, responses } = await this.accounts.changes(user, request, { ...asking, fields: fieldsOf(sent) });
    const save = await this.saves.settle({ original: user, sent, links }, app, context);
    const { body, settled } = save;
    const { members, isToBeVerified } = await this.changes.membersOf(user, save, asking);
    const written = await this.writes.write(user, { body, members, condition, settled }, request.secondFactor, app, context);
    const updated = namesServices(authData) ? { ...written, authDataResponse: { ...responses, ...written.authDataResponse } } : written;
    const { email, password: newPassword } = save.sent.credentials;
    if (typeof email === 'string' && isToBeVerified) await this.mails.sendVerification(user, email, asking);
    if (newPassword === undefined || !settings.revokeSessionOnPasswordReset) return restReply(updated);
    const token = await replaceSessions(this.sessions, userId, origin, settings, context);
    return restReply(token === undefined ? updated : { ...updated, sessionToken: token });
  }

  /** SDKs send all of a user back that they were answered, the token of a session of theirs included. */
  async #withoutOwnToken({ userId, body, sessionToken: present }: auth.UserSubmission, context: RequestContext): Promise<UnknownObject> {
    const { sessionToken, ...others } = body;
    if (typeof sessionToken !== 'string') return body;
    const { identity } = context;
    if (sessionToken === present && identity.kind === 'user' && identity.userId === userId) return others;
    return (await this.sessions.find(sessionToken, context))?.userId === userId ? others : body;
  }
}

/** Of the user's identity and of their ways to get in. */
function changesNothing({ credentials, rest }: UserBody): boolean {
  return Object.values(credentials).every((value) => value === undefined) && rest['sessionToken'] === undefined;
}
