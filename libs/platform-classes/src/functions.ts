import type { PlatformClass } from './platform-class.ts';

export const HOOKS = '_Hooks';
export const JOB_STATUS = '_JobStatus';
export const JOB_SCHEDULE = '_JobSchedule';

const CLOSED = { owner: 'functions', readers: 'master', writers: 'owner', described: false } as const;

/** Webhooks in place of Cloud Code. Source of all three: docs/contract/22-mongodb-storage-format.md section 7.2. */
export const HOOKS_CLASS: PlatformClass = {
  ...CLOSED,
  name: HOOKS,
  fields: { functionName: 'string', className: 'string', triggerName: 'string', url: 'string' },
};

/** One run of a background job. */
export const JOB_STATUS_CLASS: PlatformClass = {
  ...CLOSED,
  name: JOB_STATUS,
  fields: { jobName: 'string', source: 'string', status: 'string', message: 'string', params: 'object', finishedAt: 'date' },
};

/** When a job runs again. `params` is JSON in a string, `startAfter` an ISO date in a string, `lastRun` milliseconds. */
export const JOB_SCHEDULE_CLASS: PlatformClass = {
  ...CLOSED,
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
  },
};
