import type { auth, RequestContext } from '@parlance/contracts';
import type { AuthApp } from '../records/apps.ts';
import type { MailKind } from '../records/mail-links.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { Recipient } from './mail-job.ts';
import type { MailQueue } from './mail-queue.ts';
import { recipientOf } from './recipients.ts';
import { type DeploymentMail, noSender, senderOf } from './sender.ts';

/** What handlers ask for. */
export class Mails {
  readonly #queue: MailQueue;
  readonly #deployment: DeploymentMail;

  constructor(queue: MailQueue, deployment: DeploymentMail) {
    this.#queue = queue;
    this.#deployment = deployment;
  }

  /** @throws InternalServerError (1) that says what to set, when mails of the app cannot be sent */
  assertCanSend(app: AuthApp): void {
    if (senderOf(app, this.#deployment) === undefined) throw noSender();
  }

  /** Hands a mail over to be sent soon. @throws ServiceUnavailable (503) */
  send(kind: MailKind, recipient: Recipient, { serverUrl }: auth.Origin, { app, requestId }: RequestContext): Promise<void> {
    return this.#queue.add({ app, kind, recipient, requestId, ...(serverUrl === undefined ? {} : { serverUrl }) });
  }

  /** The mail that follows a new address by itself. The address is stored already: what goes wrong here is logged, and can be asked for anew. */
  async sendVerification(
    user: Pick<UserRecord, 'objectId'>,
    address: string,
    { settings }: AuthApp,
    origin: auth.Origin,
    context: RequestContext,
  ): Promise<void> {
    if (!settings.verifyUserEmails || !settings.sendUserEmailVerification) return;
    await this.send('verification', recipientOf(user, address), origin, context);
  }
}
