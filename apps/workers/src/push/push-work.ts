import { randomUUID } from 'node:crypto';
import type { OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { Bus } from '@parlance/bus';
import { push } from '@parlance/contracts';
import type { Clock } from '@parlance/push';
import { readSimulated } from '@parlance/push-providers';
import { queue, type Queues } from '@parlance/queues';
import type { Logger } from '@parlance/telemetry';
import type { WorkersSettings } from '../settings.ts';
import { PushCredentials } from './push-credentials.ts';
import { PushWorker } from './push-worker.ts';

/** The share of the concurrency that is kept for small pushes. */
const FAST_SHARE = 4;

const SYSTEM_CLOCK: Clock = { now: () => new Date() };

export interface PushWorkNeeds {
  readonly bus: Bus;
  readonly queues: Queues;
  readonly logger: Logger;
  readonly settings: WorkersSettings;
}

/** The part of the service that sends pushes, with the life of the service. */
export class PushWork implements OnModuleDestroy, OnApplicationShutdown {
  readonly #worker: PushWorker;
  readonly #credentials: PushCredentials;
  readonly #endFollowing: () => void;

  constructor({ bus, queues, logger, settings }: PushWorkNeeds) {
    const clock = SYSTEM_CLOCK;
    const { PARLANCE_PUSH_SIMULATORS: file, PARLANCE_PUSH_CONCURRENCY: concurrency, NODE_ENV: environment } = settings;
    const simulated = file === undefined ? undefined : readSimulated(file, environment);
    const credentials = new PushCredentials(bus, simulated, () => clock.now().getTime());
    this.#credentials = credentials;
    this.#endFollowing = credentials.follow();
    const credentialsOf = (app: string, requestId: string) => credentials.of(app, requestId);
    const worker = new PushWorker({ bus, clock, logger, owner: randomUUID(), credentialsOf });
    this.#worker = worker;
    const fast = Math.max(1, Math.floor(concurrency / FAST_SHARE));
    const lanes = { fast, bulk: Math.max(1, concurrency - fast) };
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
