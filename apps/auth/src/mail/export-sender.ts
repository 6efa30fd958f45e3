import type { RequestContext } from '@parlance/contracts';
import type { AppFunctions } from '../code/app-functions.ts';
import type { AuthApp } from '../records/apps.ts';
import type { Mail, Mailer } from './mailer.ts';
import { type DeploymentMail, senderOf } from './sender.ts';

const ATTEMPT_MS_MAX = 20_000;

/** Sends a mail at once, the way that the mails of the app leave. */
export class ExportSender {
  readonly #mailer: Mailer;
  readonly #functions: AppFunctions;
  readonly #deployment: DeploymentMail;

  constructor(mailer: Mailer, functions: AppFunctions, deployment: DeploymentMail) {
    this.#mailer = mailer;
    this.#functions = functions;
    this.#deployment = deployment;
  }

  /** @returns false for an app whose mails cannot be sent @throws MailFault; the error of the app's function */
  async send(app: AuthApp, mail: Mail, context: RequestContext): Promise<boolean> {
    const sender = senderOf(app, this.#deployment);
    if (sender === undefined) return false;
    if ('function' in sender) {
      const { from, replyTo } = app.settings.mail;
      await this.#functions.ask(sender.function, { type: 'export', ...mail, from, replyTo }, context, ATTEMPT_MS_MAX);
    } else await this.#mailer.send(sender, mail);
    return true;
  }
}
