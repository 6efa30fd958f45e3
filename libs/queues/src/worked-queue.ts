import type { QueueJob, QueueJobPage, QueueJobState } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Redis } from '@parlance/redis';
import type { Logger, QueueDepth } from '@parlance/telemetry';
import { ErrorCode, type Job as BullJob, Queue as BullQueue } from 'bullmq';
import { depthOf } from './depth.ts';
import { scopeOf } from './parse-job.ts';
import { endsWithin } from './patience.ts';
import type { JobScope, Queue } from './queue.ts';

/** Nothing asks for a queue much longer than that. */
const PATIENCE_MS = 1_000;
const ERROR_LENGTH_MAX = 500;
/** Jobs that one command removes: Redis does nothing else meanwhile. */
const DRAINED_TOGETHER = 1_000;
const RETRIED_TOGETHER = 100;
/** BullMQ keeps the time of a delayed job with a counter in its last twelve bits. */
const DELAYED_SCORE = 0x1000;
/** Those in which the first job is the next one; of failed jobs the last one comes first. */
const OLDEST_FIRST: ReadonlySet<QueueJobState> = new Set(['waiting', 'active', 'delayed']);

/** A queue that this service empties, for those who administer it: what it holds, and a pause that all processes keep. */
export class WorkedQueue {
  readonly name: string;
  /** Whether waiting jobs may be removed, or why not. */
  readonly draining: Queue<JobScope>['draining'];
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #logger: Logger;
  #opened: BullQueue | undefined;
  #wasPaused = false;

  /** @param redis a connection for queues, which the caller closes */
  constructor({ name, draining }: Pick<Queue<JobScope>, 'name' | 'draining'>, redis: Redis, prefix: string, logger: Logger) {
    this.name = name;
    this.draining = draining;
    this.#redis = redis;
    this.#prefix = prefix;
    this.#logger = logger;
  }

  /** @throws ServiceUnavailable (503) while Redis is away, here and below: nothing is changed then */
  async depth(): Promise<QueueDepth> {
    return await depthOf(this.#queue());
  }

  /** Jobs in one state, and how many there are. */
  async jobs(state: QueueJobState, offset: number, limit: number): Promise<QueueJobPage> {
    const queue = this.#queue();
    const [jobs, { [state]: total = 0 }] = await Promise.all([
      queue.getJobs([state], offset, offset + limit - 1, OLDEST_FIRST.has(state)),
      queue.getJobCounts(state),
    ]);
    return { jobs: await Promise.all(jobs.map((job) => this.#viewOf(job, state))), total };
  }

  /**
   * Has a failed job, or all of them, tried again, with all their attempts.
   *
   * @returns how many; jobs that fail meanwhile are left
   * @throws ObjectNotFound (101) for an id of no failed job
   */
  async retry(id?: string): Promise<number> {
    const queue = this.#queue();
    if (id !== undefined) {
      const job = await queue.getJob(id);
      if (job === undefined || !(await retried(job)))
        throw new ParseError('ObjectNotFound', 'There is no failed job of that id in the queue.');
      return 1;
    }
    let count = 0;
    for (let { failed: left = 0 } = await queue.getJobCounts('failed'); left > 0; left -= RETRIED_TOGETHER) {
      const jobs = await queue.getJobs(['failed'], 0, Math.min(left, RETRIED_TOGETHER) - 1, true);
      const outcomes = await Promise.all(jobs.map(retried));
      count += outcomes.filter(Boolean).length;
    }
    return count;
  }

  /** Has workers of all processes leave the jobs of the queue alone, or take them again. Jobs under way end. */
  async setPaused(paused: boolean): Promise<void> {
    const queue = this.#queue();
    await (paused ? queue.pause() : queue.resume());
  }

  /** Whether the queue is paused, for work of its kind that does not come by jobs; as Redis has said last, while it does not answer. */
  async isPaused(): Promise<boolean> {
    const asked = async () => (this.#wasPaused = await this.#queue().isPaused());
    await endsWithin(
      asked().catch(() => undefined), // what was heard last goes on
      PATIENCE_MS,
    );
    return this.#wasPaused;
  }

  /** Removes the jobs that wait. @returns how many @throws OperationForbidden (119) where they are kept nowhere else */
  async drain(): Promise<number> {
    if (this.draining !== 'allowed') throw new ParseError('OperationForbidden', this.draining.refusal);
    const queue = this.#queue();
    let count = 0;
    for (let { waiting: left = 0 } = await queue.getJobCounts('waiting'); left > 0; left -= DRAINED_TOGETHER) {
      count += (await queue.clean(0, Math.min(left, DRAINED_TOGETHER), 'wait')).length;
    }
    return count;
  }

  async close(): Promise<void> {
    await this.#opened?.close();
  }

  /** @throws ServiceUnavailable: a command would wait in this process for Redis to come back, and be carried out when nobody expects it */
  #queue(): BullQueue {
    if (this.#redis.status !== 'ready') throw new ParseError('ServiceUnavailable', 'Redis does not answer: queues cannot be reached.');
    this.#opened ??= this.#open();
    return this.#opened;
  }

  #open(): BullQueue {
    const opened = new BullQueue(this.name, { connection: this.#redis, prefix: this.#prefix });
    opened.on('error', (error) => this.#logger.debug({ err: error, queue: this.name }, 'A queue lost its connection.'));
    return opened;
  }

  async #viewOf(job: BullJob<unknown>, state: QueueJobState): Promise<QueueJob> {
    const { id = '', attemptsMade, opts, timestamp, processedOn, finishedOn, failedReason } = job;
    const dueAt = state === 'delayed' ? await this.#dueAt(id) : undefined;
    return {
      id,
      ...scopeOf(job.data),
      attempts: attemptsMade,
      attemptsMax: opts.attempts ?? 1,
      addedAt: iso(timestamp),
      ...(dueAt === undefined ? {} : { dueAt: iso(dueAt) }),
      ...(processedOn === undefined ? {} : { startedAt: iso(processedOn) }),
      ...(finishedOn === undefined ? {} : { endedAt: iso(finishedOn) }),
      ...(typeof failedReason === 'string' && failedReason !== '' ? { error: failedReason.slice(0, ERROR_LENGTH_MAX) } : {}),
    };
  }

  /** Epoch milliseconds. */
  async #dueAt(id: string): Promise<number | undefined> {
    const score = await this.#redis.zscore(this.#queue().toKey('delayed'), id);
    return score === null ? undefined : Math.floor(Number(score) / DELAYED_SCORE);
  }
}

/** @returns false for a job that has not failed, or is gone */
async function retried(job: BullJob): Promise<boolean> {
  try {
    await job.retry('failed', { resetAttemptsMade: true });
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === ErrorCode.JobNotInState || code === ErrorCode.JobNotExist) return false;
    throw error;
  }
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
