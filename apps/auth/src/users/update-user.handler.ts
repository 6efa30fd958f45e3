import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { auth, type RequestContext, type RestReply } from '@parlance/contracts';
import { restReply } from '@parlance/service';
import { USER } from '@parlance/platform-classes';
import { isNewEmail } from '../email-verification/email-members.ts';
import { changedLinks } from '../linked-accounts/link-members.ts';
import { Mails } from '../mail/mails.ts';
import { assertMaySetPassword } from '../passwords/index.ts';
import { readAuthData } from '../providers/index.ts';
import { AuthApps } from '../records/apps.ts';
import { replaceSessions } from '../sessions/replace-sessions.ts';
import { PlatformObjects } from '@parlance/platform-objects';
import { Sessions } from '../sessions/sessions.ts';
import { assertMayModify } from './assert-may-modify.ts';
import { readUserBody, type Credentials } from './new-user-body.ts';
import { UserChanges } from './user-changes.ts';
import { UserWrites } from './user-writes.ts';

/** `PUT /users/:id`. */
@Controller()
export class UpdateUserHandler {
  constructor(
    private readonly apps: AuthApps,
    private readonly objects: PlatformObjects,
    private readonly sessions: Sessions,
    private readonly changes: UserChanges,
    private readonly writes: UserWrites,
    private readonly mails: Mails,
  ) {}

  @Handles(auth.updateUser)
  async update(@Payload() { userId, body, origin }: auth.UserSubmission, @Ctx() context: RequestContext): Promise<RestReply> {
    const app = await this.apps.of(context);
    const { settings } = app;
    assertMayModify(userId, context.identity);
    const sent = readUserBody(body, context.identity);
    const { credentials, rest } = sent;
    if (changesNothing(credentials)) return restReply(await this.objects.update(USER, userId, { body: rest }, context));
    const { password, email } = credentials;
    if (password !== undefined) assertMaySetPassword(settings, context.identity);
    const user = await this.writes.read(userId, context);
    const request = readAuthData(changedLinks(credentials.authData ?? {}, user), settings);
    const members = await this.changes.membersOf(user, sent, request, settings, context);
    const updated = await this.writes.write(user, { body: rest, members }, request.secondFactor, app, context);
    if (typeof email === 'string' && isNewEmail(email, user)) await this.mails.sendVerification(user, email, settings, origin, context);
    if (password === undefined || !settings.revokeSessionOnPasswordReset) return restReply(updated);
    const token = await replaceSessions(this.sessions, userId, origin, settings, context);
    return restReply(token === undefined ? updated : { ...updated, sessionToken: token });
  }
}

function changesNothing(credentials: Credentials): boolean {
  return Object.values(credentials).every((value) => value === undefined);
}
