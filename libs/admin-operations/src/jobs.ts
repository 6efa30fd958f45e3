import { QUEUE_NAMES, QUEUE_PAGE_MAX, queueJob, queueJobState, queueView, QUEUES, type QueueOwner } from '@parlance/contracts';
import { z } from 'zod';
import { adminOperation, appId } from './admin-operation.ts';

const queue = z.enum(QUEUE_NAMES).describe('Name of the queue.');
const service = z.enum(Object.keys(QUEUES) as QueueOwner[]);

export const listQueues = adminOperation({
  area: 'jobs',
  name: 'queues',
  summary: 'Lists the queues of the deployment with the numbers of their jobs. Jobs that are done are removed at once.',
  request: z.object({}),
  reply: z.object({
    queues: z.array(queueView.extend({ service: service.describe('The service whose workers empty it.') })),
    unanswered: z.array(service).describe('Services that did not answer: their queues are not listed.'),
  }),
});

export const listJobs = adminOperation({
  area: 'jobs',
  name: 'list',
  summary: 'Lists the jobs of a queue in one state, without their contents. Those that are next come first, of failed ones the last.',
  request: z.object({
    queue,
    state: queueJobState.default('failed'),
    offset: z.int().min(0).default(0).describe('Jobs to pass over.'),
    limit: z.int().min(1).max(QUEUE_PAGE_MAX).default(50),
  }),
  reply: z.object({ jobs: z.array(queueJob), total: z.int().describe('Jobs in this state.') }),
});

export const retryJobs = adminOperation({
  area: 'jobs',
  name: 'retry',
  summary: 'Has a failed job tried again, or all failed jobs of a queue, with all their attempts.',
  request: z.object({
    queue,
    id: z.string().min(1).max(200).optional().describe('Id of one job; all that have failed where it is absent.'),
  }),
  reply: z.object({ retried: z.int() }),
  changes: {
    text: ({ queue: of, id }) =>
      id === undefined ? `Retried the failed jobs of the queue ${of}.` : `Retried the job ${id} of the queue ${of}.`,
    auditedBy: 'dispatcher',
  },
});

export const pauseQueue = adminOperation({
  area: 'jobs',
  name: 'pause',
  summary: 'Has workers of all processes leave the jobs of a queue alone until it is resumed, over restarts too. Jobs under way end.',
  request: z.object({ queue }),
  reply: z.object({ queue: queueView }),
  changes: { text: ({ queue: of }) => `Paused the queue ${of}.`, auditedBy: 'dispatcher' },
});

export const resumeQueue = adminOperation({
  area: 'jobs',
  name: 'resume',
  summary: 'Has workers take the jobs of a paused queue again.',
  request: z.object({ queue }),
  reply: z.object({ queue: queueView }),
  changes: { text: ({ queue: of }) => `Resumed the queue ${of}.`, auditedBy: 'dispatcher' },
});

export const drainQueue = adminOperation({
  area: 'jobs',
  name: 'drain',
  summary: 'Removes the waiting jobs of a queue. It refuses where they are kept nowhere else; work that a store holds is told of again.',
  request: z.object({ queue }),
  reply: z.object({ removed: z.int() }),
  changes: { text: ({ queue: of }) => `Drained the queue ${of}.`, auditedBy: 'dispatcher' },
  dangerous: { loses: 'The jobs that wait are removed. Those of work that is stored come back.', word: 'queue' },
});

const runId = z.string().min(1).max(100).describe('Id of the run, which is that of its _JobStatus.');

/** A run of a job of an app's code, without its parameters. */
const run = z.object({
  id: z.string(),
  job: z.string(),
  status: z.string().describe('running, succeeded or failed. A run that waits is running.'),
  source: z.string().describe('api or schedule.'),
  message: z.string().optional().describe('As the job told it last, or why it has failed.'),
  createdAt: z.string(),
  finishedAt: z.string().optional(),
});
export type JobRun = z.infer<typeof run>;

export const listRuns = adminOperation({
  area: 'jobs',
  name: 'runs',
  summary: 'Lists runs of the jobs of an app, the newest first.',
  request: z.object({
    app: appId,
    job: z.string().min(1).optional().describe('Name of a job; of all where it is absent.'),
    status: z.enum(['running', 'succeeded', 'failed']).optional(),
    offset: z.int().min(0).max(10_000).default(0).describe('Runs to pass over.'),
    limit: z.int().min(1).max(200).default(50),
  }),
  reply: z.object({ runs: z.array(run), total: z.int() }),
});

export const startRun = adminOperation({
  area: 'jobs',
  name: 'run',
  summary: 'Starts a job of an app now. The answer comes when the run is stored, so that nothing loses it.',
  request: z.object({
    app: appId,
    job: z.string().min(1).describe('Name of the job.'),
    parameters: z.record(z.string(), z.unknown()).default({}).describe('Handed to the job.'),
  }),
  reply: z.object({ id: z.string().describe('Of the run.') }),
  changes: { text: ({ app, job }) => `Started the job ${job} of the app ${app}.`, auditedBy: 'dispatcher' },
});

export const cancelRun = adminOperation({
  area: 'jobs',
  name: 'cancel',
  summary: 'Ends a run of a job that waits or is under way.',
  request: z.object({ app: appId, id: runId }),
  reply: z.object({ status: z.string().describe('failed, or the end that the run had before.') }),
  changes: { text: ({ app, id }) => `Cancelled the run ${id} of a job of the app ${app}.`, auditedBy: 'dispatcher' },
  dangerous: { loses: 'The run ends, and is not tried again.', word: 'id' },
});

/** When a job runs by itself, without its parameters. */
const schedule = z.object({
  id: z.string(),
  job: z.string(),
  description: z.string().optional(),
  startAfter: z.string().optional().describe('No run comes before.'),
  cron: z.string().optional(),
  timeOfDay: z.string().optional(),
  repeatMinutes: z.int().optional(),
  daysOfWeek: z.array(z.string()).optional().describe('Seven times 0 or 1, Monday first.'),
  timeZone: z.string().optional(),
  lastRunAt: z.string().optional(),
});
export type JobSchedule = z.infer<typeof schedule>;

export const listSchedules = adminOperation({
  area: 'jobs',
  name: 'schedules',
  summary: 'Lists the jobs of the code of an app, and the schedules by which they run.',
  request: z.object({ app: appId }),
  reply: z.object({ jobs: z.array(z.string()).describe('Names of the jobs of the code in force.'), schedules: z.array(schedule) }),
});
