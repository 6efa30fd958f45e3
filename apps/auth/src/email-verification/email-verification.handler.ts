import { MASTER } from '@parlance/acl';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { auth, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { restReply } from '@parlance/service';
import { USER } from '@parlance/platform-classes';
import type { Recipient } from '../mail/mail-job.ts';
import { Mails } from '../mail/mails.ts';
import { findByAddress, recipientOf } from '../mail/recipients.ts';
import { requestedAddress } from '../mail/requested-address.ts';
import { AuthApps } from '../records/apps.ts';
import { liveBearerOf, withoutLink } from '../records/mail-links.ts';
import { PlatformObjects, unlessNotFound } from '@parlance/platform-objects';
import { userRecord } from '../records/user-record.ts';
import { mailTokenKey } from '../tokens/index.ts';
import { UserChanges } from '../users/user-changes.ts';
import { UserSaves } from '../users/user-saves.ts';

/** Addresses are verified by opening a link that was mailed to them. */
@Controller()
export class EmailVerificationHandler {
  constructor(
    private readonly apps: AuthApps,
    private readonly objects: PlatformObjects,
    private readonly mails: Mails,
    private readonly saves: UserSaves,
    private readonly changes: UserChanges,
  ) {}

  /** Nobody is looked up unless the app wants unknown addresses to be told from others. */
  @Handles(auth.requestVerification)
  async request(@Payload() { body, origin }: auth.Submission, @Ctx() context: RequestContext): Promise<RestReply> {
    const app = await this.apps.of(context);
    const address = requestedAddress(body);
    this.mails.assertCanSend(app);
    if (app.settings.verifyUserEmails === false) return restReply({});
    const discloses = !app.settings.emailVerifySuccessOnInvalidEmail;
    const recipient = discloses ? await this.#unverified(address, context) : ({ by: 'address', address } as const);
    await this.mails.send('verification', recipient, origin, context);
    return restReply({});
  }

  /**
   * The link and the address it was mailed to are one: a changed address has no link any more. Code of the app sees a change by the master
   * key.
   */
  @Handles(auth.verifyEmail)
  async verify(@Payload() { token }: { readonly token: string }, @Ctx() context: RequestContext): Promise<{ readonly verified: boolean }> {
    const digest = mailTokenKey(token);
    if (digest === undefined) return { verified: false };
    const condition = liveBearerOf('verification', digest, new Date());
    const found = await this.objects.find(USER, condition, context);
    if (found === undefined) return { verified: false };
    const app = await this.apps.of(context);
    const asMaster = { ...context, identity: MASTER };
    const credentials = { username: undefined, password: undefined, email: undefined, authData: undefined };
    const sent = { credentials, rest: { emailVerified: true } };
    const user = userRecord(found);
    const save = await this.saves.settle({ original: user, sent, links: {} }, app, asMaster);
    const { members } = await this.changes.membersOf(user, save, { app, context });
    const change = { body: save.body, members: { ...members, ...withoutLink('verification') }, settled: save.settled, condition };
    return { verified: await unlessNotFound(this.objects.update(USER, user.objectId, change, asMaster)) };
  }

  @Handles(auth.resendVerification)
  async resend(
    @Payload() { token, username, origin }: { readonly token?: string; readonly username?: string; readonly origin: auth.Origin },
    @Ctx() context: RequestContext,
  ): Promise<{ readonly accepted: boolean }> {
    const app = await this.apps.of(context);
    const recipient = recipientFrom(token, username);
    if (recipient === undefined || app.settings.verifyUserEmails === false) return { accepted: false };
    this.mails.assertCanSend(app);
    await this.mails.send('verification', recipient, origin, context);
    return { accepted: true };
  }

  async #unverified(address: string, context: RequestContext): Promise<Recipient> {
    const user = await findByAddress(this.objects, 'verification', address, context);
    if (user === undefined) throw new ParseError('EmailNotVerified', `No user found with email ${address.slice(0, 200)}`);
    if (user.emailVerified === true) throw new ParseError('OtherCause', `Email ${address.slice(0, 200)} is already verified.`);
    return recipientOf(user, address);
  }
}

function recipientFrom(token: string | undefined, username: string | undefined): Recipient | undefined {
  const digest = mailTokenKey(token);
  if (digest !== undefined) return { by: 'link', digest };
  return username === undefined || username === '' ? undefined : { by: 'username', username };
}
