import { ParseError } from '@parlance/errors';
import type { Redis } from '@parlance/redis';
import { queueMetrics, type Logger, type QueueDepth } from '@parlance/telemetry';
import { Queue as BullQueue } from 'bullmq';
import { depthOf } from './depth.ts';
import { assertJobId } from './job-id.ts';
import { endsWithin } from './patience.ts';
import type { JobScope, Queue } from './queue.ts';

/** An `add` waits so long for Redis; after that its job leaves once Redis is back. */
const PATIENCE_MS = 1_000;
/** Jobs of a queue that wait in this process for Redis to come back. */
const WAITING_MAX = 1_000;

export interface AddOptions {
  /** Tells the job from all others: adding it again while Redis knows it does nothing. BullMQ numbers the job when absent. */
  readonly id?: string;
  /** The subject of the job: while one about the same waits or is tried, adding another does nothing. */
  readonly subject?: string;
  /** The first attempt comes no sooner. */
  readonly delayMs?: number;
}

/** Fills a queue. Jobs are in Redis, so that they outlive the process. */
export class Producer<Job extends JobScope> {
  readonly #declared: Queue<Job>;
  readonly #queue: BullQueue<Job>;
  readonly #logger: Logger;
  readonly #endWatch: () => void;
  #waiting = 0;

  /** @param redis a connection for queues, which the caller closes */
  constructor(declared: Queue<Job>, redis: Redis, prefix: string, logger: Logger) {
    const { name } = declared;
    this.#declared = declared;
    this.#logger = logger;
    this.#queue = new BullQueue<Job>(name, { connection: redis, prefix });
    this.#queue.on('error', (error) => logger.debug({ err: error, queue: name }, 'A queue lost its connection.'));
    this.#endWatch = queueMetrics.watch(name, () => this.depth());
  }

  /** Of the queue. */
  get name(): string {
    return this.#declared.name;
  }

  /**
   * Adds a job.
   *
   * @returns 'stored' when Redis has it; 'waiting' when Redis has not answered within a second: the job then waits in this process, and
   * is lost if the process ends before Redis is back
   * @throws ServiceUnavailable (503) when too many jobs wait already; Error for an id that cannot be one
   */
  async add(job: Job, options: AddOptions = {}): Promise<'stored' | 'waiting'> {
    for (const id of [options.id, options.subject]) if (id !== undefined) assertJobId(id);
    if (this.#waiting >= WAITING_MAX) {
      throw new ParseError('ServiceUnavailable', 'Work of this kind cannot be taken at the moment. Please try again later.');
    }
    this.#waiting += 1;
    const added = this.#store(job, options).finally(() => (this.#waiting -= 1));
    return (await endsWithin(added, PATIENCE_MS)) ? 'stored' : 'waiting';
  }

  /** How many jobs wait, run and have failed, in all processes, and how late the next one is. Waits for Redis. */
  depth(): Promise<QueueDepth> {
    return depthOf(this.#queue);
  }

  close(): Promise<void> {
    this.#endWatch();
    return this.#queue.close();
  }

  async #store(job: Job, { id, subject, delayMs }: AddOptions): Promise<void> {
    const { name, attempts, backoffMs, keepFailed } = this.#declared;
    try {
      await (this.#queue as BullQueue<unknown>).add(name, job, {
        attempts,
        backoff: { type: 'exponential', delay: backoffMs },
        removeOnComplete: true,
        removeOnFail: { age: keepFailed.ageSeconds, count: keepFailed.countMax },
        ...(id === undefined ? {} : { jobId: id }),
        ...(subject === undefined ? {} : { deduplication: { id: subject } }),
        ...(delayMs === undefined ? {} : { delay: delayMs }),
      });
    } catch (error) {
      const { app, requestId } = job;
      this.#logger.error({ err: error, queue: name, app, request_id: requestId }, 'A job was lost: its queue did not take it.');
    }
  }
}
