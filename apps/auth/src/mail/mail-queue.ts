import { setTimeout as sleep } from 'node:timers/promises';
import { ParseError } from '@parlance/errors';
import type { Redis } from '@parlance/redis';
import type { Logger } from '@parlance/telemetry';
import { Queue } from 'bullmq';
import type { MailJob } from './mail-job.ts';

export const MAIL_QUEUE = 'mail-delivery';

/** From the first attempt to the last about nine hours pass: a mail server may be away for a night's maintenance. */
const ATTEMPTS = 15;
const BACKOFF_MS = 2_000;
/** Failed jobs are kept for whoever looks after the deployment. */
const FAILED = { age: 24 * 3_600, count: 1_000 };
/** A request waits so long for Redis; after that its mail leaves once Redis is back. */
const PATIENCE_MS = 1_000;
/** Mails that wait in this process for Redis to come back. */
const WAITING_MAX = 1_000;

/** Mails on their way to the workers, in Redis: they outlive this process. */
export class MailQueue {
  readonly #queue: Queue<MailJob>;
  readonly #logger: Logger;
  #waiting = 0;

  /** @param redis a connection for queues, which the caller closes */
  constructor(redis: Redis, prefix: string, logger: Logger) {
    this.#queue = new Queue<MailJob>(MAIL_QUEUE, { connection: redis, prefix });
    this.#queue.on('error', (error) => logger.debug({ err: error }, 'The queue of mails lost its connection.'));
    this.#logger = logger;
  }

  /**
   * Hands a mail over. While Redis is away the mail waits in this process, a second of it in the caller's.
   * @throws ServiceUnavailable (503) when too many wait already
   */
  async add(job: MailJob): Promise<void> {
    if (this.#waiting >= WAITING_MAX) {
      throw new ParseError('ServiceUnavailable', 'Mails cannot be taken at the moment. Please try again later.');
    }
    this.#waiting += 1;
    const added = this.#add(job).finally(() => (this.#waiting -= 1));
    const patience = new AbortController();
    await Promise.race([added, sleep(PATIENCE_MS, undefined, { signal: patience.signal, ref: false }).catch(() => undefined)]);
    patience.abort();
  }

  async #add(job: MailJob): Promise<void> {
    try {
      await this.#queue.add(job.kind, job, {
        attempts: ATTEMPTS,
        backoff: { type: 'exponential', delay: BACKOFF_MS },
        removeOnComplete: true,
        removeOnFail: FAILED,
      });
    } catch (error) {
      this.#logger.error({ err: error, kind: job.kind, request_id: job.requestId }, 'A mail was lost: the queue did not take it.');
    }
  }

  close(): Promise<void> {
    return this.#queue.close();
  }
}
