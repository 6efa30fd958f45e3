import type { PlatformClass } from './platform-class.ts';

export const HOOKS = '_Hooks';
export const JOB_STATUS = '_JobStatus';
export const JOB_SCHEDULE = '_JobSchedule';

const CLOSED = { readers: 'master', writers: 'owner', described: false } as const;

/** Webhooks in place of Cloud Code. Source of all three: docs/contract/22-mongodb-storage-format.md section 7.2. */
export const HOOKS_CLASS: PlatformClass = {
  ...CLOSED,
  owner: 'functions',
  name: HOOKS,
  fields: { functionName: 'string', className: 'string', triggerName: 'string', url: 'string' },
};

/** One run of a background job. The host of the code notes the messages of the job. */
export const JOB_STATUS_CLASS: PlatformClass = {
  ...CLOSED,
  owner: 'workers',
  furtherWriters: ['functions'],
  name: JOB_STATUS,
  fields: { jobName: 'string', source: 'string', status: 'string', message: 'string', params: 'object', finishedAt: 'date' },
};

/**
 * When a job runs again. `params` is JSON in a string, `startAfter` an ISO date in a string, `lastRun` milliseconds. `cron`, which takes the
 * place of days, time and interval, and `timeZone` are ours.
 */
export const JOB_SCHEDULE_CLASS: PlatformClass = {
  ...CLOSED,
  owner: 'workers',
  name: JOB_SCHEDULE,
  fields: {
    jobName: 'string',
    description: 'string',
    params: 'string',
    startAfter: 'string',
    daysOfWeek: 'array',
    timeOfDay: 'string',
    lastRun: 'number',
    repeatMinutes: 'number',
    cron: 'string',
    timeZone: 'string',
  },
};
