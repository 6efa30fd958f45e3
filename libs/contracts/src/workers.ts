import { z } from 'zod';
import { jsonObject } from './data-members.ts';
import { forgetAppOf } from './forget-app.ts';
import { healthOf } from './health.ts';
import { event, HTTP, json, operation, REST, type HttpReply, type RestReply } from './operation.ts';
import { queuesOf } from './queues.ts';
import { route } from './rest-route.ts';

const AUDITED = { audited: 'gateway' } as const;

/** Imports and exports. */
export * from './workers-transfers.ts';

/**
 * The state of the last clean-up of an app's files.
 *
 * - `state`: 'failed' says that it was given up after several attempts
 * - `examined`: files that are old enough to be removed
 * - `unreferenced`: those of them to which nothing refers; `bytes` is their size as stored
 * - `removed`: 0 for a dry run; `left`: pieces of uploads without an end that were removed
 */
export const cleanUpReport = z.object({
  id: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'cancelled', 'failed']),
  dryRun: z.boolean(),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  examined: z.number().int(),
  documents: z.number().int(),
  unreferenced: z.number().int(),
  bytes: z.number(),
  removed: z.number().int(),
  left: z.number().int(),
});
export type CleanUpReport = z.infer<typeof cleanUpReport>;

const startRequest = z.object({ dryRun: z.unknown().optional(), confirm: z.unknown().optional() });
export type StartCleanUpRequest = z.infer<typeof startRequest>;

/** Begins to remove the files to which nothing refers, or with `dryRun` to count them. Without it, `confirm` has to be true. */
export const startCleanUp = operation<StartCleanUpRequest, CleanUpReport>({
  subject: 'workers.start-clean-up',
  request: startRequest,
  reply: json(cleanUpReport),
  retry: 'never',
  routes: [
    route('POST', '/admin/files/clean-up', 'master', ({ input }) => ({ dryRun: input['dryRun'], confirm: input['confirm'] }), AUDITED),
  ],
});

/** The last clean-up of the app; `{"report": null}` where there was none. */
export const readCleanUp = operation<Record<string, never>, { report: CleanUpReport | null }>({
  subject: 'workers.read-clean-up',
  request: z.object({}).strict(),
  reply: json(z.object({ report: cleanUpReport.nullable() })),
  retry: 'safe',
  routes: [route('GET', '/admin/files/clean-up', 'master', () => ({}))],
});

/** Ends a clean-up that waits or runs, before its next step. */
export const cancelCleanUp = operation<Record<string, never>, { report: CleanUpReport | null }>({
  subject: 'workers.cancel-clean-up',
  request: z.object({}).strict(),
  reply: json(z.object({ report: cleanUpReport.nullable() })),
  retry: 'safe',
  routes: [route('DELETE', '/admin/files/clean-up', 'master', () => ({}), AUDITED)],
});

const startJobRequest = z.object({ name: z.string().catch(''), parameters: jsonObject });
export type StartJobRequest = z.infer<typeof startJobRequest>;

/**
 * Starts a job of the app's code. Answers `{}` and `X-Parse-Job-Status-Id` when the run is stored so that nothing loses it.
 *
 * @throws CloudCodeFailed (141) for a job that the code does not have
 */
export const startJob = operation<StartJobRequest, HttpReply>({
  subject: 'workers.start-job',
  request: startJobRequest,
  reply: HTTP,
  retry: 'never',
  routes: [
    route('POST', '/jobs/:jobName', 'master', ({ path, input }) => ({ name: path.jobName, parameters: input }), {
      readsQuery: 'before body',
    }),
    route('POST', '/jobs', 'master', ({ input }) => ({ name: input['jobName'] as string, parameters: input }), {
      readsQuery: 'before body',
    }),
  ],
});

/** Ends a run of a job that waits or is under way: `{"status"}` of its `_JobStatus`. One that has ended stays as it is. */
export const cancelJob = operation<{ jobId: string }, RestReply>({
  subject: 'workers.cancel-job',
  request: z.object({ jobId: z.string().max(100) }),
  reply: REST,
  retry: 'safe',
  routes: [route('DELETE', '/jobs/:jobId', 'master', ({ path }) => path, AUDITED)],
});

/** All schedules of the app: a bare array of `_JobSchedule` objects. */
export const listJobSchedules = operation<Record<string, never>, RestReply>({
  subject: 'workers.list-job-schedules',
  request: z.object({}).strict(),
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/cloud_code/jobs', 'master', () => ({}))],
});

/** Names of jobs: `{"in_use":[…],"jobs":[…]}`, those with a schedule and those of the code. */
export const listJobs = operation<Record<string, never>, RestReply>({
  subject: 'workers.list-jobs',
  request: z.object({}).strict(),
  reply: REST,
  retry: 'safe',
  routes: [route('GET', '/cloud_code/jobs/data', 'master', () => ({}))],
});

/** Adds a schedule. `schedule`: members of `_JobSchedule`, unchecked. */
export const createJobSchedule = operation<{ schedule: unknown }, RestReply>({
  subject: 'workers.create-job-schedule',
  request: z.object({ schedule: z.unknown() }),
  reply: REST,
  retry: 'never',
  routes: [route('POST', '/cloud_code/jobs', 'master', ({ input }) => ({ schedule: input['job_schedule'] }), AUDITED)],
});

const changeScheduleRequest = z.object({ objectId: z.string().max(100), schedule: z.unknown() });
export type ChangeScheduleRequest = z.infer<typeof changeScheduleRequest>;

/** Changes a schedule: `{"response":{"updatedAt"}}`. */
export const changeJobSchedule = operation<ChangeScheduleRequest, RestReply>({
  subject: 'workers.change-job-schedule',
  request: changeScheduleRequest,
  reply: REST,
  retry: 'never',
  routes: [
    route('PUT', '/cloud_code/jobs/:objectId', 'master', ({ path, input }) => ({ ...path, schedule: input['job_schedule'] }), AUDITED),
  ],
});

export const removeJobSchedule = operation<{ objectId: string }, RestReply>({
  subject: 'workers.remove-job-schedule',
  request: z.object({ objectId: z.string().max(100) }),
  reply: REST,
  retry: 'never',
  routes: [route('DELETE', '/cloud_code/jobs/:objectId', 'master', ({ path }) => path, AUDITED)],
});

/** An attempt at a run of a job is over for the workers, however it went: a process that still runs it ends it. */
export const jobDropped = event({
  subject: 'events.workers.job-dropped',
  payload: z.object({ app: z.string(), jobId: z.string(), attempt: z.int() }),
});

export const { listQueues, listQueueJobs, retryQueueJobs, pauseQueue, drainQueue } = queuesOf('workers');
export const health = healthOf('workers');
export const forgetApp = forgetAppOf('workers');
