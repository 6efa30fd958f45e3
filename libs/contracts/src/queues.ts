import { z } from 'zod';
import { json, operation, type Operation } from './operation.ts';

/**
 * The queues of a deployment, by the service that empties them and answers for them. Services may use different Redis servers, so that none
 * knows the queues of another.
 */
export const QUEUES = {
  auth: ['mail-delivery', 'code-mail-delivery'],
  workers: ['job-runs', 'transfers', 'file-clean-up', 'push-transactional', 'push-fast', 'push-bulk'],
} as const;
export type QueueOwner = keyof typeof QUEUES;

const queueName = z.enum([...QUEUES.auth, ...QUEUES.workers]);
export type QueueName = z.infer<typeof queueName>;
export const QUEUE_NAMES = queueName.options;

/** The service that answers for a queue. */
export function ownerOfQueue(queue: QueueName): QueueOwner {
  return (QUEUES.auth as readonly string[]).includes(queue) ? 'auth' : 'workers';
}

/** A queue as it is now. Jobs that are done are removed at once, and counted nowhere but in metrics. */
export const queueView = z.object({
  queue: queueName,
  paused: z.boolean().describe('Whether workers leave its jobs alone.'),
  waiting: z.int(),
  active: z.int().describe('Jobs that a worker has.'),
  delayed: z.int().describe('Jobs whose next attempt comes later.'),
  failed: z.int().describe('Jobs that failed for good, of those that are kept.'),
  oldestSeconds: z.number().describe('How long the job that is next has been due; 0 where none waits.'),
  drainable: z.boolean().describe('Whether waiting jobs may be removed: nothing is lost with them.'),
});
export type QueueView = z.infer<typeof queueView>;

export const QUEUE_JOB_STATES = ['waiting', 'active', 'delayed', 'failed'] as const;
export const queueJobState = z.enum(QUEUE_JOB_STATES);
export type QueueJobState = z.infer<typeof queueJobState>;

/** One job, without its payload. Times are ISO 8601. */
export const queueJob = z.object({
  id: z.string(),
  app: z.string().describe('Empty for work that belongs to no app.'),
  requestId: z.string().describe('Of the request, push, run or transfer that it is for, as in the logs.'),
  attempts: z.int().describe('Attempts that have ended.'),
  attemptsMax: z.int(),
  addedAt: z.string(),
  dueAt: z.string().optional().describe('Of a job that is delayed: when its next attempt comes.'),
  startedAt: z.string().optional().describe('When the last attempt began.'),
  endedAt: z.string().optional().describe('When it failed for good.'),
  error: z.string().optional().describe('Why the last attempt failed.'),
});
export type QueueJob = z.infer<typeof queueJob>;

export const QUEUE_PAGE_MAX = 100;

const listJobsRequest = z.object({
  queue: queueName,
  state: queueJobState,
  offset: z.int().min(0),
  limit: z.int().min(1).max(QUEUE_PAGE_MAX),
});
export type ListQueueJobsRequest = z.infer<typeof listJobsRequest>;
const jobPage = z.object({ jobs: z.array(queueJob), total: z.int() });
export type QueueJobPage = z.infer<typeof jobPage>;

/** `id`: one job; all that have failed where it is absent. */
const retryRequest = z.object({ queue: queueName, id: z.string().max(200).optional() });
export type RetryQueueJobsRequest = z.infer<typeof retryRequest>;

/** The operations by which a service answers for the queues that it empties. */
export interface QueueOperations {
  readonly listQueues: Operation<Record<string, never>, { queues: QueueView[] }>;
  readonly listQueueJobs: Operation<ListQueueJobsRequest, QueueJobPage>;
  readonly retryQueueJobs: Operation<RetryQueueJobsRequest, { retried: number }>;
  readonly pauseQueue: Operation<{ queue: QueueName; paused: boolean }, QueueView>;
  readonly drainQueue: Operation<{ queue: QueueName }, { removed: number }>;
}

const ADMIN = ['admin'] as const;

/**
 * Declares `<service>.list-queues` and its fellows. All of them are ServiceUnavailable (503) while Redis is away, and nothing is changed then.
 *
 * - `list-queue-jobs`: waiting and delayed jobs in the order in which they are due, failed ones with the last one first
 * - `retry-queue-jobs`: failed jobs have all their attempts again. @throws ObjectNotFound (101) for an id of no failed job
 * - `pause-queue`: no worker takes a job of it, in any process, until it is resumed; jobs under way end. It outlives restarts
 * - `drain-queue`: removes the jobs that wait. @throws OperationForbidden (119) for a queue whose jobs are kept nowhere else
 */
export function queuesOf(service: QueueOwner): QueueOperations {
  return {
    listQueues: operation({
      subject: `${service}.list-queues`,
      request: z.object({}).strict(),
      reply: json(z.object({ queues: z.array(queueView) })),
      retry: 'safe',
      askedBy: ADMIN,
    }),
    listQueueJobs: operation({
      subject: `${service}.list-queue-jobs`,
      request: listJobsRequest,
      reply: json(jobPage),
      retry: 'safe',
      askedBy: ADMIN,
    }),
    retryQueueJobs: operation({
      subject: `${service}.retry-queue-jobs`,
      request: retryRequest,
      reply: json(z.object({ retried: z.int() })),
      retry: 'safe',
      askedBy: ADMIN,
    }),
    pauseQueue: operation({
      subject: `${service}.pause-queue`,
      request: z.object({ queue: queueName, paused: z.boolean() }),
      reply: json(queueView),
      retry: 'safe',
      askedBy: ADMIN,
    }),
    drainQueue: operation({
      subject: `${service}.drain-queue`,
      request: z.object({ queue: queueName }),
      reply: json(z.object({ removed: z.int() })),
      retry: 'safe',
      askedBy: ADMIN,
    }),
  };
}
