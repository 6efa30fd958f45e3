import type { Redis } from '@parlance/redis';
import { type Logger, withinRequest } from '@parlance/telemetry';
import { type Job, UnrecoverableError, Worker } from 'bullmq';
import { MAIL_QUEUE } from './mail-queue.ts';
import { mailJob } from './mail-job.ts';
import type { MailOutcome, MailProcessor } from './mail.processor.ts';
import { MailFault } from './mailer.ts';

/** Mails under way at a time in each process: sending is waiting for servers. */
const CONCURRENCY = 10;
/** A job whose worker died is taken up by another after this time; a worker that lives renews it. */
const LOCK_MS = 20_000;
/** How often a worker looks for jobs whose worker died. Two looks are needed: one notes them, the next takes up those that have no lock. */
const LOOK_MS = 5_000;
/** How often a job may lose its worker; each time sends a mail at most. */
const STALLED_MAX = 3;

/** Outcomes that somebody who runs the deployment should hear of. */
const TO_MEND: Readonly<Partial<Record<MailOutcome, string>>> = {
  'no sender': 'A mail was not sent: set PARLANCE_SMTP_URL and PARLANCE_MAIL_FROM, or mail.smtpUrl and mail.from of the app.',
  'no public address': 'A mail was not sent, since its link would lead nowhere: set publicServerURL of the app, or PARLANCE_PUBLIC_URL.',
};

/** Takes mails from the queue and sends them, beside the workers of other replicas. */
export class MailWorker {
  readonly #worker: Worker<unknown, MailOutcome>;
  readonly #logger: Logger;

  /** @param redis a connection for queues, which the caller closes */
  constructor(processor: MailProcessor, redis: Redis, prefix: string, logger: Logger) {
    this.#logger = logger;
    this.#worker = new Worker<unknown, MailOutcome>(MAIL_QUEUE, (job) => this.#run(processor, job), {
      connection: redis,
      prefix,
      concurrency: CONCURRENCY,
      lockDuration: LOCK_MS,
      stalledInterval: LOOK_MS,
      maxStalledCount: STALLED_MAX,
    });
    this.#worker.on('error', (error) => logger.debug({ err: error }, 'The worker of mails lost its connection.'));
  }

  /** Lets mails under way be sent and takes no more. */
  close(): Promise<void> {
    return this.#worker.close();
  }

  async #run(processor: MailProcessor, job: Job<unknown>): Promise<MailOutcome> {
    const mail = mailJob.parse(job.data);
    return withinRequest({ app: mail.app, requestId: mail.requestId }, async () => {
      try {
        const outcome = await processor.process(mail, () => job.updateData({ ...mail, counted: true }));
        const remedy = TO_MEND[outcome];
        if (remedy !== undefined) this.#logger.warn({ kind: mail.kind }, remedy);
        else this.#logger.debug({ kind: mail.kind, outcome, attempt: job.attemptsMade + 1 }, 'A mail was worked on.');
        return outcome;
      } catch (error) {
        this.#logger.warn({ err: error, kind: mail.kind, attempt: job.attemptsMade + 1 }, 'A mail could not be sent.');
        throw error instanceof MailFault && error.isFinal ? new UnrecoverableError(error.message) : error;
      }
    });
  }
}
