import { jobs } from '@parlance/admin-operations';
import { data, workers } from '@parlance/contracts';
import { JOB_STATUS } from '@parlance/platform-classes';
import { handles, type AnyAdminHandler } from '../dispatch/admin-handler.ts';
import { jsonOf } from '../dispatch/json-of.ts';

/** Members of a `_JobStatus` that are shown. Its parameters are not: they are for the job alone. */
const RUN_KEYS = 'jobName,source,status,message,finishedAt';
const JOB_STATUS_HEADER = 'x-parse-job-status-id';

interface StoredRun {
  readonly objectId: string;
  readonly jobName?: string;
  readonly source?: string;
  readonly status?: string;
  readonly message?: string;
  readonly createdAt: string;
  readonly finishedAt?: { readonly iso: string };
}

interface StoredSchedule {
  readonly objectId: string;
  readonly jobName?: string;
  readonly daysOfWeek?: readonly unknown[];
  readonly repeatMinutes?: number;
  readonly lastRun?: number;
}

export const RUNS_HANDLERS: readonly AnyAdminHandler[] = [
  handles(jobs.listRuns, async ({ job, status, offset, limit }, { ask }) => {
    const where = { ...(job === undefined ? {} : { jobName: job }), ...(status === undefined ? {} : { status }) };
    const parameters = { where, keys: RUN_KEYS, order: '-createdAt', skip: offset, limit, count: 1 };
    const { results, count } = jsonOf<{ results: StoredRun[]; count: number }>(await ask(data.find, { className: JOB_STATUS, parameters }));
    return { runs: results.map(runOf), total: count };
  }),
  handles(jobs.startRun, async ({ job, parameters }, { ask }) => {
    const { headers } = await ask(workers.startJob, { name: job, parameters });
    return { id: headers?.[JOB_STATUS_HEADER] ?? '' };
  }),
  handles(jobs.cancelRun, async ({ id }, { ask }) => jsonOf<{ status: string }>(await ask(workers.cancelJob, { jobId: id }))),
  handles(jobs.listSchedules, async (_request, { ask }) => {
    const [names, schedules] = await Promise.all([ask(workers.listJobs, {}), ask(workers.listJobSchedules, {})]);
    return { jobs: jsonOf<{ jobs: string[] }>(names).jobs, schedules: jsonOf<StoredSchedule[]>(schedules).map(scheduleOf) };
  }),
];

function runOf({ objectId, jobName = '', source = '', status = '', message, createdAt, finishedAt }: StoredRun): jobs.JobRun {
  return {
    ...{ id: objectId, job: jobName, status, source, createdAt },
    ...(message === undefined ? {} : { message }),
    ...(finishedAt === undefined ? {} : { finishedAt: finishedAt.iso }),
  };
}

/** Another server, or the app itself, may have stored values of other types: those are left out. */
function scheduleOf(stored: StoredSchedule): jobs.JobSchedule {
  const { objectId, jobName = '', daysOfWeek, repeatMinutes, lastRun } = stored;
  const texts = (['description', 'startAfter', 'cron', 'timeOfDay', 'timeZone'] as const).flatMap((name) => {
    const value = (stored as unknown as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return {
    ...{ id: objectId, job: jobName, ...Object.fromEntries(texts) },
    ...(Array.isArray(daysOfWeek) ? { daysOfWeek: daysOfWeek.map(String) } : {}),
    ...(Number.isInteger(repeatMinutes) ? { repeatMinutes } : {}),
    ...(typeof lastRun === 'number' ? { lastRunAt: new Date(lastRun).toISOString() } : {}),
  };
}
