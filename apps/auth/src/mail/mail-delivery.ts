import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { type Attempt, FinalFailure, type Queues } from '@parlance/queues';
import type { Logger } from '@parlance/telemetry';
import { MAIL_DELIVERY, type MailJob } from './mail-job.ts';
import { TO_MEND } from './mail-attempt.ts';
import { type MailParts, MailProcessor } from './mail.processor.ts';
import { MailFault } from './mailer.ts';

/** Mails under way at a time in each process: sending is waiting for servers. */
const CONCURRENCY = 10;

/** Takes mails from the queue and sends them, beside the same of other replicas. */
export class MailDelivery implements OnModuleInit, OnApplicationShutdown {
  readonly #parts: MailParts;
  readonly #processor: MailProcessor;
  readonly #logger: Logger;

  constructor(queues: Queues, parts: MailParts, logger: Logger) {
    this.#parts = parts;
    this.#processor = new MailProcessor(parts);
    this.#logger = logger;
    queues.work(MAIL_DELIVERY, { concurrency: CONCURRENCY, run: (mail, attempt) => this.#send(mail, attempt) });
  }

  onModuleInit(): void {
    const { smtpUrl, from } = this.#parts.deployment;
    if (smtpUrl !== undefined && from !== undefined) return;
    this.#logger.info(
      'Mails are sent only for apps with mail.smtpUrl and mail.from: PARLANCE_SMTP_URL and PARLANCE_MAIL_FROM are not set.',
    );
  }

  onApplicationShutdown(): void {
    this.#parts.mailer.close();
  }

  async #send(mail: MailJob, { number, save }: Attempt<MailJob>): Promise<void> {
    const { kind } = mail;
    try {
      const outcome = await this.#processor.process(mail, () => save({ ...mail, counted: true }));
      const remedy = outcome in TO_MEND ? TO_MEND[outcome as keyof typeof TO_MEND] : undefined;
      if (remedy !== undefined) this.#logger.warn({ kind }, remedy);
      else this.#logger.debug({ kind, outcome, attempt: number }, 'A mail was worked on.');
    } catch (error) {
      throw error instanceof MailFault && error.isFinal ? new FinalFailure(error.message) : error;
    }
  }
}
