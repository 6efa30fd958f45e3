import type { Producer } from '@parlance/queues';
import { writesEverything } from '@parlance/acl';
import type { auth, RequestContext } from '@parlance/contracts';
import type { Throttle } from '@parlance/redis';
import type { Logger } from '@parlance/telemetry';
import type { AuthApp } from '../records/apps.ts';
import type { Asking } from '../records/asking.ts';
import type { MailKind } from '../records/mail-links.ts';
import type { UserRecord } from '../records/user-record.ts';
import type { MailJob, Recipient } from './mail-job.ts';
import { recipientKey, recipientOf } from './recipients.ts';
import { type DeploymentMail, noSender, senderOf } from './sender.ts';

export interface MailsParts {
  readonly queue: Producer<MailJob>;
  readonly deployment: DeploymentMail;
  readonly throttle: Throttle;
  /** Time for which a mail that somebody asked for is not asked for again; 0 for no such time. */
  readonly windowSeconds: number;
  readonly logger: Logger;
}

/** The mails that handlers ask for, put into the queue. */
export class Mails {
  readonly #parts: MailsParts;

  constructor(parts: MailsParts) {
    this.#parts = parts;
  }

  /** @throws InternalServerError (1) that names the settings to make, when mails of the app cannot be sent */
  assertCanSend(app: AuthApp): void {
    if (senderOf(app, this.#parts.deployment) === undefined) throw noSender();
  }

  /**
   * Hands a mail over that somebody asked for. One of the kind to the recipient is enough while it waits in the queue, and for some seconds
   * after it was asked for: any number of requests make one entry. Addresses are told apart as they are looked up, letter by letter:
   * another spelling reaches nobody else's mail, and keeps nobody's back.
   *
   * @throws ServiceUnavailable (503)
   */
  async send(kind: MailKind, recipient: Recipient, origin: auth.Origin, context: RequestContext): Promise<void> {
    const { throttle, windowSeconds } = this.#parts;
    const asked = { kind, recipient, isAskedFor: true };
    if (windowSeconds === 0) return this.#add(asked, origin, context);
    const key = recipientKey(context.app, kind, recipient);
    const counted = { app: context.app, key };
    const limit = { pointsMax: 1, windowSeconds };
    if (!(await throttle.take(counted, limit)).allowed) return;
    try {
      await this.#add(asked, origin, context, `mail-${key}`);
    } catch (error) {
      // Clients repeat a request that failed by 503: it must not fall into a window without a mail.
      await throttle.take(counted, limit, -1);
      throw error;
    }
  }

  /**
   * The mail that follows a new address by itself, where the app wants it; none is sent for one that counts as verified already. The
   * address is stored by now: that its mail was not taken is logged and is no failure, since the user can ask for another. A function that
   * decides about mails is asked when the mail is sent.
   */
  async sendVerification(user: Pick<UserRecord, 'objectId'>, address: string, { app, origin, context }: Asking): Promise<void> {
    const { verifyUserEmails, sendUserEmailVerification } = app.settings;
    if (verifyUserEmails === false || sendUserEmailVerification === false) return;
    try {
      await this.#add({ kind: 'verification', recipient: recipientOf(user, address) }, origin, context);
    } catch (error) {
      this.#parts.logger.warn({ err: error }, 'The mail to verify a new address was not taken.');
    }
  }

  async #add(
    mail: Pick<MailJob, 'kind' | 'recipient' | 'isAskedFor'>,
    { serverUrl, locale }: auth.Origin,
    { app, requestId, identity }: RequestContext,
    subject?: string,
  ): Promise<void> {
    const byMaster = writesEverything(identity) ? true : undefined;
    const job = { app, ...mail, requestId, serverUrl, locale, byMaster };
    await this.#parts.queue.add(job, subject === undefined ? {} : { subject });
  }
}
