import type { RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Producer } from '@parlance/queues';
import type { Throttle } from '@parlance/redis';
import type { UnknownObject } from '@parlance/values';
import type { AuthApp } from '../records/apps.ts';
import { addressIn, readCodeMail } from './code-mail.ts';
import type { CodeMailJob } from './code-mail-job.ts';
import { type DeploymentMail, noSender, type Sender, senderOf } from './sender.ts';

export interface CodeMailsParts {
  readonly queue: Producer<CodeMailJob>;
  readonly deployment: DeploymentMail;
  readonly throttle: Throttle;
  /** Addresses that the code of one app may write to in an hour. */
  readonly perHourMax: number;
}

/** The mails that code of apps sends by `Parse.Cloud.sendEmail`, put into their queue. */
export class CodeMails {
  readonly #parts: CodeMailsParts;

  constructor(parts: CodeMailsParts) {
    this.#parts = parts;
  }

  /**
   * Hands a mail over. Each address counts as one mail of the app's hour.
   * @throws IncorrectType (111), InvalidEmailAddress (125), ObjectTooLarge (116), RequestLimitExceeded (155), InternalServerError (1) for an
   *   app that cannot send mails, ServiceUnavailable (503)
   */
  async send(written: UnknownObject, app: AuthApp, { app: id, requestId }: RequestContext): Promise<void> {
    const { queue, deployment, throttle, perHourMax } = this.#parts;
    const mail = readCodeMail(written);
    const sender = senderOf(app, deployment);
    if (sender === undefined) throw noSender();
    if ('smtpUrl' in sender && mail.from !== undefined) assertOwnSender(mail.from, sender);
    const limit = { pointsMax: perHourMax, windowSeconds: 3_600 };
    const { allowed } = await throttle.take({ app: id, key: 'code' }, limit, mail.to.length);
    if (!allowed) throw new ParseError('RequestLimitExceeded', `Code of an app writes to at most ${perHourMax} addresses in an hour.`);
    await queue.add({ app: id, requestId, mail: { ...mail, to: [...mail.to] } });
  }
}

/** An app that sends by the mail server of the deployment does so in its own name alone. @throws InvalidEmailAddress (125) */
function assertOwnSender(from: string, { chosenBy, from: own }: Sender): void {
  if (chosenBy === 'app') return;
  const address = typeof own === 'string' ? addressIn(own) : own.address;
  if (addressIn(from).toLowerCase() === address.toLowerCase()) return;
  throw new ParseError(
    'InvalidEmailAddress',
    'from of a mail has another address than the app: set mail.from of the app to it, or mail.smtpUrl to a mail server of the app.',
  );
}
