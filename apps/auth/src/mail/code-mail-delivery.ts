import { PLATFORM } from '@parlance/acl';
import type { RequestContext } from '@parlance/contracts';
import { FinalFailure, type Queues } from '@parlance/queues';
import type { Logger } from '@parlance/telemetry';
import type { AppFunctions } from '../code/app-functions.ts';
import type { AuthApps } from '../records/apps.ts';
import { CODE_MAIL_DELIVERY, type CodeMailJob } from './code-mail-job.ts';
import { ATTEMPT_MS_MAX, appOf, TO_MEND, told } from './mail-attempt.ts';
import { MailFault, type Mailer } from './mailer.ts';
import { type DeploymentMail, senderOf } from './sender.ts';

export interface CodeMailParts {
  readonly apps: AuthApps;
  readonly mailer: Mailer;
  readonly functions: AppFunctions;
  readonly deployment: DeploymentMail;
}

/** Fewer than of the platform's own mails, which have the mail server to themselves with the rest of its connections. */
const CONCURRENCY = 5;

/** Takes mails of code from their queue and sends them as the app sends its others: by a mail server, or by the function `mail.adapter`. */
export class CodeMailDelivery {
  readonly #parts: CodeMailParts;
  readonly #logger: Logger;

  constructor(queues: Queues, parts: CodeMailParts, logger: Logger) {
    this.#parts = parts;
    this.#logger = logger;
    queues.work(CODE_MAIL_DELIVERY, { concurrency: CONCURRENCY, run: (job) => this.#send(job) });
  }

  async #send(job: CodeMailJob): Promise<void> {
    try {
      await this.#attempt(job);
    } catch (error) {
      throw error instanceof MailFault && error.isFinal ? new FinalFailure(error.message) : error;
    }
  }

  async #attempt({ app: id, requestId, mail }: CodeMailJob): Promise<void> {
    const { apps, mailer, functions, deployment } = this.#parts;
    const context: RequestContext = { app: id, identity: PLATFORM, deadline: Date.now() + ATTEMPT_MS_MAX, requestId };
    const app = await appOf(apps, context);
    if (app === undefined) return;
    const sender = senderOf(app, deployment);
    if (sender === undefined) return this.#logger.warn({ kind: 'code' }, TO_MEND['no sender']);
    const { from, replyTo, ...read } = mail;
    if ('function' in sender) {
      const names = { from: from ?? app.settings.mail.from, replyTo: replyTo ?? app.settings.mail.replyTo };
      const to = read.to.length === 1 ? read.to[0] : read.to;
      await told(functions.ask(sender.function, { type: 'code', ...read, to, ...names }, context, ATTEMPT_MS_MAX));
    } else {
      await mailer.send({ ...sender, from: from ?? sender.from, replyTo: replyTo ?? sender.replyTo }, read);
    }
    this.#logger.debug({ kind: 'code' }, 'A mail of code was sent.');
  }
}
