import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { connectRedis, type Redis } from '@parlance/redis';
import type { Logger, QueueDepth } from '@parlance/telemetry';
import { Producer } from './producer.ts';
import type { JobScope, Queue } from './queue.ts';
import { Worker, type WorkerOptions } from './worker.ts';
import { WorkedQueue } from './worked-queue.ts';

export interface QueuesOptions {
  readonly redisUrl: string;
  /** First part of all keys: the deployment's prefix, so that deployments can share a Redis. */
  readonly prefix: string;
  /** Shown by Redis in its list of clients, such as `parlance-auth-queues`. */
  readonly name: string;
  readonly logger: Logger;
  /** How long jobs under way may take at a stop; 5 s when absent. */
  readonly drainMsMax?: number;
}

const DRAIN_MS_MAX = 5_000;

/** The calls that `Queues` makes to each worker, whatever its jobs are. */
interface RunningWorker {
  start(): void;
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(graceMs: number): Promise<void>;
}

/**
 * The queues of a service, over one connection to Redis, from the start of its module to its end. As a Nest provider it lives by the
 * module's hooks: workers begin once every module is initialised, drain while other services still answer, and the connection closes last.
 */
export class Queues implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #redis: Redis;
  readonly #options: QueuesOptions;
  readonly #producers: { readonly name: string; depth(): Promise<QueueDepth>; close(): Promise<void> }[] = [];
  readonly #workers: RunningWorker[] = [];
  readonly #worked = new Map<string, WorkedQueue>();

  constructor(options: QueuesOptions) {
    const { redisUrl, name, logger } = options;
    this.#options = options;
    this.#redis = connectRedis(redisUrl, 'queues', { name, logger });
  }

  /** Opens a queue to fill it. */
  producer<Job extends JobScope>(declared: Queue<Job>): Producer<Job> {
    const producer = new Producer(declared, this.#redis, this.#options.prefix, this.#options.logger);
    this.#producers.push(producer);
    return producer;
  }

  /** Opens a queue to empty it, from the start of the service on. */
  work<Job extends JobScope>(declared: Queue<Job>, options: WorkerOptions<Job>): Worker<Job> {
    const worker = new Worker(declared, options, this.#redis, this.#options.prefix, this.#options.logger);
    this.#workers.push(worker);
    this.#worked.set(declared.name, new WorkedQueue(declared, this.#redis, this.#options.prefix, this.#options.logger));
    return worker;
  }

  /** How many jobs wait in each queue that this service fills. Waits for Redis. */
  async depths(): Promise<readonly (QueueDepth & { readonly name: string; readonly running: number })[]> {
    return Promise.all(
      this.#producers.map(async (producer) => {
        const depth = await producer.depth();
        return { ...depth, name: producer.name, running: depth.active };
      }),
    );
  }

  /** Resolves when Redis answers. */
  async ping(): Promise<void> {
    await this.#redis.ping();
  }

  /** The queues that this service empties, for those who administer them. */
  get worked(): ReadonlyMap<string, WorkedQueue> {
    return this.#worked;
  }

  onApplicationBootstrap(): void {
    for (const worker of this.#workers) worker.start();
  }

  /** Takes no more jobs until `resume()`; returns when those under way have ended. */
  async pause(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.pause()));
  }

  async resume(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.resume()));
  }

  async beforeApplicationShutdown(): Promise<void> {
    const graceMs = this.#options.drainMsMax ?? DRAIN_MS_MAX;
    await Promise.all(this.#workers.map((worker) => worker.stop(graceMs)));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#producers, ...this.#worked.values()].map((opened) => opened.close()));
    this.#redis.disconnect();
  }
}
