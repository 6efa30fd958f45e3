import type { Producer } from '@parlance/queues';
import type { SettingsOf } from '@parlance/app-settings';
import type { auth, RequestContext } from '@parlance/contracts';
import type { Logger } from '@parlance/telemetry';
import type { AuthApp } from '../records/apps.ts';
import type { MailKind } from '../records/mail-links.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { MailJob, Recipient } from './mail-job.ts';
import { recipientOf } from './recipients.ts';
import { type DeploymentMail, noSender, senderOf } from './sender.ts';

/** The mails that handlers ask for, put into the queue. */
export class Mails {
  readonly #queue: Producer<MailJob>;
  readonly #deployment: DeploymentMail;
  readonly #logger: Logger;

  constructor(queue: Producer<MailJob>, deployment: DeploymentMail, logger: Logger) {
    this.#logger = logger;
    this.#queue = queue;
    this.#deployment = deployment;
  }

  /** @throws InternalServerError (1) that names the settings to make, when mails of the app cannot be sent */
  assertCanSend(app: AuthApp): void {
    if (senderOf(app, this.#deployment) === undefined) throw noSender();
  }

  /** Hands a mail over to be sent soon. @throws ServiceUnavailable (503) */
  async send(kind: MailKind, recipient: Recipient, { serverUrl, locale }: auth.Origin, { app, requestId }: RequestContext): Promise<void> {
    await this.#queue.add({ app, kind, recipient, requestId, serverUrl, locale });
  }

  /**
   * The mail that follows a new address by itself, where the app wants it; none is sent for one that counts as verified already. The
   * address is stored by now: that its mail was not taken is logged and is no failure, since the user can ask for another.
   */
  async sendVerification(
    user: Pick<UserRecord, 'objectId'>,
    address: string,
    { verifyUserEmails, sendUserEmailVerification }: SettingsOf<'auth'>,
    origin: auth.Origin,
    context: RequestContext,
  ): Promise<void> {
    if (!verifyUserEmails || !sendUserEmailVerification) return;
    try {
      await this.send('verification', recipientOf(user, address), origin, context);
    } catch (error) {
      this.#logger.warn({ err: error }, 'The mail to verify a new address was not taken.');
    }
  }
}
