import { randomUUID } from 'node:crypto';
import type { OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { Bus } from '@parlance/bus';
import { push } from '@parlance/contracts';
import type { Clock } from '@parlance/push';
import { connectProvider, readSimulated, type ConnectProvider } from '@parlance/push-providers';
import type { Counters } from '@parlance/redis';
import { queue, type Queues } from '@parlance/queues';
import type { Logger } from '@parlance/telemetry';
import type { WorkersSettings } from '../settings.ts';
import { PushCredentials } from './push-credentials.ts';
import { PushWorker } from './push-worker.ts';

/** The shares of the concurrency that are kept for small pushes, and for transactional ones. */
const FAST_SHARE = 4;
const TRANSACTIONAL_SHARE = 8;

export interface PushWorkNeeds {
  readonly bus: Bus;
  readonly queues: Queues;
  readonly logger: Logger;
  readonly settings: WorkersSettings;
  readonly clock: Clock;
  readonly connect?: ConnectProvider;
  readonly counters: Counters;
}

/** The part of the service that sends pushes, with the life of the service. */
export class PushWork implements OnModuleDestroy, OnApplicationShutdown {
  readonly #worker: PushWorker;
  readonly #credentials: PushCredentials;
  readonly #endFollowing: () => void;

  constructor({ bus, queues, logger, settings, clock, counters, connect = connectProvider }: PushWorkNeeds) {
    const { PARLANCE_PUSH_SIMULATORS: file, PARLANCE_PUSH_CONCURRENCY: concurrency, NODE_ENV: environment } = settings;
    const simulated = file === undefined ? undefined : readSimulated(file, environment);
    const credentials = new PushCredentials(bus, simulated, {
      connect,
      clock,
      buckets: counters.buckets('push-budget'),
      perSecond: { fcm: settings.PARLANCE_PUSH_FCM_PER_SECOND, wns: settings.PARLANCE_PUSH_WNS_PER_SECOND },
      breaker: { openMs: settings.PARLANCE_PUSH_BREAKER_MS },
    });
    this.#credentials = credentials;
    const sendingAppOf = (app: string, requestId: string) => credentials.of(app, requestId);
    const paces = counters.buckets('push-pace');
    const worker = new PushWorker({ bus, clock, logger, owner: randomUUID(), paces, sendingAppOf });
    this.#worker = worker;
    const followed = [credentials.follow(), worker.follow()];
    this.#endFollowing = () => followed.forEach((end) => end());
    const fast = Math.max(1, Math.floor(concurrency / FAST_SHARE));
    const transactional = Math.max(1, Math.floor(concurrency / TRANSACTIONAL_SHARE));
    const lanes = { transactional, fast, bulk: Math.max(1, concurrency - fast - transactional) };
    for (const lane of push.PUSH_LANES) {
      const declared = queue({ name: push.PUSH_QUEUES[lane], job: push.pushJob, ...push.PUSH_JOB_OPTIONS });
      queues.work(declared, { concurrency: lanes[lane], run: (job) => worker.run(job) });
    }
  }

  onModuleDestroy(): void {
    this.#worker.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#endFollowing();
    await this.#credentials.close();
  }
}
