import type { Redis } from '@parlance/redis';
import { queueMetrics, type Logger, withinRequest } from '@parlance/telemetry';
import { UnrecoverableError, Worker as BullWorker, type Job as BullJob } from 'bullmq';
import { FinalFailure } from './final-failure.ts';
import { parseJob, scopeOf } from './parse-job.ts';
import { endsWithin } from './patience.ts';
import type { JobScope, Queue } from './queue.ts';

/** A job whose worker died is taken up by another after this time; a worker that lives renews it. */
const LOCK_MS = 20_000;
/** How often a worker looks for jobs whose worker died. Two looks are needed: one notes them, the next takes up those that have no lock. */
const LOOK_MS = 5_000;
/** How often a job may lose its worker before it counts as failed: a job that ends processes must not end all of them. */
const STALLED_MAX = 3;

/** One attempt at a job. */
export interface Attempt<Job> {
  /** From 1 on. */
  readonly number: number;
  /** Stores progress with the job, where the next attempt finds it. */
  readonly save: (job: Job) => Promise<void>;
}

export interface WorkerOptions<Job> {
  /** Jobs under way at a time in this process. */
  readonly concurrency: number;
  /** Does the work. It may run any number of times for a job. @throws FinalFailure when no further attempt would do better */
  readonly run: (job: Job, attempt: Attempt<Job>) => Promise<void>;
}

/** Empties a queue, beside the workers of other replicas. Takes jobs from `start()` on. */
export class Worker<Job extends JobScope> {
  readonly #declared: Queue<Job>;
  readonly #options: WorkerOptions<Job>;
  readonly #worker: BullWorker<unknown, void>;
  readonly #logger: Logger;

  /** @param redis a connection for queues, which the caller closes */
  constructor(declared: Queue<Job>, options: WorkerOptions<Job>, redis: Redis, prefix: string, logger: Logger) {
    const { name } = declared;
    this.#declared = declared;
    this.#options = options;
    this.#logger = logger;
    this.#worker = new BullWorker<unknown, void>(name, (job) => this.#attempt(job), {
      connection: redis,
      prefix,
      autorun: false,
      concurrency: options.concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: LOOK_MS,
      maxStalledCount: STALLED_MAX,
    });
    this.#worker.on('error', (error) => logger.debug({ err: error, queue: name }, 'The worker of a queue lost its connection.'));
    this.#worker.on('stalled', (job) => logger.warn({ queue: name, job }, 'A job lost its worker; another takes it up.'));
  }

  /** Takes jobs. */
  start(): void {
    const { name } = this.#declared;
    void this.#worker.run().catch((error: unknown) => this.#logger.error({ err: error, queue: name }, 'The worker of a queue ended.'));
  }

  /** Takes no more jobs, and waits for those under way. */
  pause(): Promise<void> {
    return this.#worker.pause();
  }

  /** Takes jobs again. */
  resume(): Promise<void> {
    return this.#worker.resume();
  }

  /**
   * Lets jobs under way end, and takes no more. A job that takes longer than `graceMs` is left to itself: its lock runs out, and another
   * replica takes it up.
   */
  async stop(graceMs: number): Promise<void> {
    const inTime = await endsWithin(this.#worker.pause(), graceMs);
    if (!inTime) this.#logger.warn({ queue: this.#declared.name }, 'Jobs under way did not end in time; another process takes them up.');
    await this.#worker.close(true); // A close without force would wait for those jobs after all.
  }

  #attempt(bullJob: BullJob<unknown>): Promise<void> {
    return withinRequest(scopeOf(bullJob.data), async () => {
      const { name } = this.#declared;
      const began = performance.now();
      const number = bullJob.attemptsMade + 1;
      try {
        const save = (changed: Job) => bullJob.updateData(changed);
        await this.#options.run(parseJob(this.#declared, bullJob.data), { number, save });
        queueMetrics.record(name, 'completed', performance.now() - began);
      } catch (error) {
        const isFinal = error instanceof FinalFailure || number >= this.#declared.attempts;
        queueMetrics.record(name, isFinal ? 'failed' : 'retried', performance.now() - began);
        this.#logFailure(error, bullJob.id, number, isFinal);
        throw error instanceof FinalFailure ? new UnrecoverableError(error.message) : error;
      }
    });
  }

  #logFailure(error: unknown, job: string | undefined, attempt: number, isFinal: boolean): void {
    const fields = { err: error, queue: this.#declared.name, job, attempt };
    if (isFinal) this.#logger.error(fields, 'A job failed for good.');
    else this.#logger.warn(fields, 'A job failed; it is tried again.');
  }
}
