import { setTimeout as sleep } from 'node:timers/promises';
import type { BeforeApplicationShutdown, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { connectRedis, type Redis, Throttle } from '@parlance/redis';
import type { Logger } from '@parlance/telemetry';
import type { AuthApps } from '../records/apps.ts';
import type { PlatformObjects } from '@parlance/platform-objects';
import { MailQueue } from './mail-queue.ts';
import { MailProcessor } from './mail.processor.ts';
import { MailWorker } from './mail-worker.ts';
import { Mailer } from './mailer.ts';
import { type DeploymentMail } from './sender.ts';

export interface MailOptions {
  readonly redisUrl: string;
  /** First part of all keys. */
  readonly prefix: string;
  readonly deployment: DeploymentMail;
}

export interface MailSurroundings {
  readonly apps: AuthApps;
  readonly objects: PlatformObjects;
  /** A connection for counters, which somebody else closes. */
  readonly counters: Redis;
  readonly logger: Logger;
}

const DRAIN_MS_MAX = 5_000;

/** The queue of mails and the worker that empties it, from the start of the service to its end. */
export class MailLifetime implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  readonly queue: MailQueue;
  readonly #redis: Redis;
  readonly #mailer = new Mailer();
  readonly #processor: MailProcessor;
  readonly #options: MailOptions;
  readonly #logger: Logger;
  #worker: MailWorker | undefined;

  constructor({ apps, objects, counters, logger }: MailSurroundings, options: MailOptions) {
    const { redisUrl, prefix, deployment } = options;
    this.#redis = connectRedis(redisUrl, 'queues', { name: 'parlance-auth-mails', logger });
    this.queue = new MailQueue(this.#redis, prefix, logger);
    const throttle = new Throttle({ redis: counters, prefix, name: 'mails', logger });
    this.#processor = new MailProcessor({ apps, objects, mailer: this.#mailer, throttle, deployment });
    this.#options = options;
    this.#logger = logger;
  }

  onModuleInit(): void {
    const { deployment, prefix } = this.#options;
    if (deployment.smtpUrl === undefined || deployment.from === undefined) {
      this.#logger.info(
        'Mails are sent only for apps with mail.smtpUrl and mail.from: PARLANCE_SMTP_URL and PARLANCE_MAIL_FROM are not set.',
      );
    }
    this.#worker = new MailWorker(this.#processor, this.#redis, prefix, this.#logger);
  }

  /** Mails under way are sent while the other services still answer; another replica takes up what takes too long. */
  async beforeApplicationShutdown(): Promise<void> {
    const patience = new AbortController();
    const drained = this.#worker?.close() ?? Promise.resolve();
    await Promise.race([drained, sleep(DRAIN_MS_MAX, undefined, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
    this.#mailer.close();
    this.#redis.disconnect();
  }
}
