import { MASTER } from '@parlance/acl';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { auth, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { restReply } from '@parlance/service';
import { USER } from '@parlance/platform-classes';
import { hasTrigger } from '@parlance/apps';
import { UserTriggers } from '../code/user-triggers.ts';
import type { Recipient } from '../mail/mail-job.ts';
import { Mails } from '../mail/mails.ts';
import { findAddressee, findByAddress } from '../mail/recipients.ts';
import { requestedAddress } from '../mail/requested-address.ts';
import { assertPasswordAuth, unlockOnReset } from '../passwords/index.ts';
import { AuthApps, type AuthApp } from '../records/apps.ts';
import { liveBearerOf, withoutLink } from '../records/mail-links.ts';
import { PlatformObjects, unlessNotFound, type CheckedSave } from '@parlance/platform-objects';
import { userRecord, type UserRecord } from '../records/user-record.ts';
import { Sessions } from '../sessions/sessions.ts';
import { mailTokenKey } from '../tokens/index.ts';
import { UserChanges } from '../users/user-changes.ts';
import { UserSaves } from '../users/user-saves.ts';

/** A new password for users who have forgotten theirs: by a link that is mailed to them. */
@Controller()
export class PasswordResetHandler {
  constructor(
    private readonly apps: AuthApps,
    private readonly objects: PlatformObjects,
    private readonly sessions: Sessions,
    private readonly saves: UserSaves,
    private readonly changes: UserChanges,
    private readonly mails: Mails,
    private readonly triggers: UserTriggers,
  ) {}

  /** Nobody is looked up unless the app wants unknown addresses to be told from others, or its code wants to know whose request it is. */
  @Handles(auth.requestReset)
  async request(@Payload() { body, origin }: auth.Submission, @Ctx() context: RequestContext): Promise<RestReply> {
    const app = await this.apps.of(context);
    assertPasswordAuth(app.settings);
    const recipient = requestedRecipient(body);
    this.mails.assertCanSend(app);
    if (!app.settings.passwordPolicy.resetPasswordSuccessOnInvalidEmail) await this.#assertKnown(recipient, context);
    if (hasTrigger(app.code, USER, 'beforePasswordResetRequest')) {
      const addressee = await findAddressee(this.objects, 'password-reset', recipient, context);
      if (addressee !== undefined) await this.triggers.beforePasswordResetRequest(addressee.user, app, context);
    }
    await this.mails.send('password-reset', recipient, origin, context);
    return restReply({});
  }

  @Handles(auth.checkResetLink)
  async check(@Payload() { token }: { readonly token: string }, @Ctx() context: RequestContext): Promise<{ readonly valid: boolean }> {
    return { valid: (await this.#bearer(token, context)) !== undefined };
  }

  /**
   * A password that is not accepted is refused before the link is spent. The new hash is stored, and the link removed, in one step that
   * asks for the link once more: of any number of uses at once, one succeeds. Code of the app sees a change by the master key.
   */
  @Handles(auth.resetPassword)
  async reset(
    @Payload() { token, password }: { readonly token: string; readonly password: string },
    @Ctx() context: RequestContext,
  ): Promise<auth.PasswordChange> {
    const app = await this.apps.of(context);
    const { settings } = app;
    if (!settings.enablePasswordAuth) return { outcome: 'invalid link' };
    const user = await this.#bearer(token, context);
    const digest = mailTokenKey(token);
    if (user === undefined || digest === undefined) return { outcome: 'invalid link' };
    const asMaster = { ...context, identity: MASTER };
    const change = await accepted(this.#changeOf(user, password, app, asMaster));
    if (change instanceof ParseError) return { outcome: 'refused', code: change.code, message: change.message };
    const condition = liveBearerOf('password-reset', digest, new Date());
    if (!(await unlessNotFound(this.objects.update(USER, user.objectId, { ...change, condition }, asMaster))))
      return { outcome: 'invalid link' };
    if (settings.revokeSessionOnPasswordReset) await this.sessions.endAll(user.objectId, context);
    return { outcome: 'changed' };
  }

  async #changeOf(user: UserRecord, password: string, app: AuthApp, context: RequestContext): Promise<CheckedSave> {
    const credentials = { username: undefined, password, email: undefined, authData: undefined };
    const save = await this.saves.settle({ original: user, sent: { credentials, rest: {} }, links: {} }, app, context);
    const { members } = await this.changes.membersOf(user, save, { app, context });
    const ended = { ...unlockOnReset(app.settings.accountLockout), ...withoutLink('password-reset') };
    return { body: save.body, members: { ...members, ...ended }, settled: save.settled };
  }

  async #bearer(token: string, context: RequestContext): Promise<UserRecord | undefined> {
    const digest = mailTokenKey(token);
    if (digest === undefined) return undefined;
    const found = await this.objects.find(USER, liveBearerOf('password-reset', digest, new Date()), context);
    return found === undefined ? undefined : userRecord(found);
  }

  async #assertKnown(recipient: Recipient, context: RequestContext): Promise<void> {
    if (recipient.by !== 'address') return;
    const user = await findByAddress(this.objects, 'password-reset', recipient.address, context);
    if (user === undefined) throw new ParseError('EmailNotVerified', `No user found with email ${recipient.address.slice(0, 200)}.`);
  }
}

/** By an address or a name that is one, or by a link whose time is over. */
function requestedRecipient(body: Record<string, unknown>): Recipient {
  const digest = body['email'] === undefined ? mailTokenKey(body['token']) : undefined;
  return digest === undefined ? { by: 'address', address: requestedAddress(body) } : { by: 'link', digest };
}

/** A password that the app, or its code, does not accept is an answer, not a failure. */
async function accepted<Value>(change: Promise<Value>): Promise<Value | ParseError> {
  try {
    return await change;
  } catch (error) {
    if (error instanceof ParseError && REFUSALS.has(error.kind)) return error;
    throw error;
  }
}

const REFUSALS: ReadonlySet<string> = new Set(['ValidationFailed', 'PasswordMissing', 'CloudCodeFailed', 'Custom']);
