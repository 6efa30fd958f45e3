import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { auth, type AppSettings, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { changedEmailMembers, isNewEmail } from '../email-verification/email-members.ts';
import { changedLinks, linkMember } from '../linked-accounts/link-members.ts';
import { LinkedAccounts } from '../linked-accounts/linked-accounts.ts';
import { Mails } from '../mail/mails.ts';
import { assertMaySetPassword, PasswordHasher } from '../passwords/index.ts';
import { readAuthData, type AuthDataRequest } from '../providers/index.ts';
import { AuthApps, type AuthApp } from '../records/apps.ts';
import { withoutLink } from '../records/mail-links.ts';
import { jsonOf, Records } from '../records/records.ts';
import { userRecord, type UserRecord } from '../records/user-record.ts';
import { restReply } from '../reply.ts';
import { SecondFactor } from '../second-factor/second-factor.ts';
import { Sessions } from '../sessions/sessions.ts';
import { assertMayModify } from './assert-may-modify.ts';
import { newPasswordMembers } from './new-password.ts';
import { readUserBody, type Credentials, type UserBody } from './new-user-body.ts';

const UNSET = { __op: 'Delete' } as const;

/** `PUT /users/:id`. */
@Controller()
export class UpdateUserHandler {
  constructor(
    private readonly apps: AuthApps,
    private readonly records: Records,
    private readonly sessions: Sessions,
    private readonly hasher: PasswordHasher,
    private readonly accounts: LinkedAccounts,
    private readonly secondFactor: SecondFactor,
    private readonly mails: Mails,
  ) {}

  @Handles(auth.updateUser)
  async update(@Payload() { userId, body, origin }: auth.UserSubmission, @Ctx() context: RequestContext): Promise<RestReply> {
    const app = await this.apps.of(context);
    const { settings } = app;
    assertMayModify(userId, context.identity);
    const sentUser = readUserBody(body, context.identity);
    const { credentials, rest } = sentUser;
    if (credentials.password !== undefined) assertMaySetPassword(settings, context.identity);
    const user = changesNothing(credentials) ? undefined : await this.#user(userId, context);
    const sent = user === undefined ? {} : changedLinks(credentials.authData ?? {}, user);
    const request = readAuthData(sent, settings);
    const trusted = user === undefined ? {} : await this.#trustedMembers(user, sentUser, request, settings, context);
    const mfa = user === undefined ? undefined : await this.#changeSecondFactor(user, request, app, context);
    const updated = await this.records.update('_User', userId, { body: rest, trusted }, context);
    const { email } = credentials;
    if (user !== undefined && typeof email === 'string' && isNewEmail(email, user)) {
      await this.mails.sendVerification(user, email, settings, origin, context);
    }
    const reply = mfa === undefined ? updated : restReply({ ...jsonOf(updated), authDataResponse: { mfa } });
    if (credentials.password === undefined || !settings.revokeSessionOnPasswordReset) return reply;
    await this.sessions.endAll(userId, context);
    if (context.identity.kind !== 'user') return reply;
    const createdWith = { action: 'login', authProvider: 'password' } as const;
    const session = { userId, createdWith, installationId: origin.installationId, restricted: false };
    const { token } = await this.sessions.begin(session, settings, context);
    return restReply({ ...jsonOf(reply), sessionToken: token });
  }

  async #user(userId: string, context: RequestContext): Promise<UserRecord> {
    const found = await this.records.find('_User', { objectId: userId }, context);
    if (found === undefined) throw new ParseError('ObjectNotFound', 'Object not found.');
    return userRecord(found);
  }

  async #changeSecondFactor(user: UserRecord, { secondFactor }: AuthDataRequest, app: AuthApp, context: RequestContext) {
    return secondFactor === undefined ? undefined : this.secondFactor.change(user, secondFactor, app, context);
  }

  async #trustedMembers(
    user: UserRecord,
    { credentials: { username, password, email }, rest }: UserBody,
    request: AuthDataRequest,
    settings: AppSettings,
    context: RequestContext,
  ): Promise<Record<string, unknown>> {
    return {
      ...(await this.accounts.changes(user, request, settings, context)),
      // With a password he is anonymous no more: the id on his device stops to be a way in.
      ...(password === undefined || user.authData['anonymous'] === undefined ? {} : { [linkMember('anonymous')]: UNSET }),
      ...(username === undefined ? {} : { username }),
      ...changedEmailMembers(email, user, rest, settings),
      // A new password makes links void that were asked for before it.
      ...(password === undefined ? {} : withoutLink('password-reset')),
      ...(password === undefined
        ? {}
        : await newPasswordMembers(password, username ?? user.username, user, settings, this.hasher, context)),
    };
  }
}

function changesNothing(credentials: Credentials): boolean {
  return Object.values(credentials).every((value) => value === undefined);
}
