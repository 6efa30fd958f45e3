import type { AdminOperation, cloud, fleet, jobs, transfers, usage } from '@parlance/admin-operations';

type Of<Operation, Defaulted extends string = never> =
  Operation extends AdminOperation<infer Request, infer Reply>
    ? { request: Omit<Request, Defaulted> & Partial<Pick<Request, Defaulted & keyof Request>>; reply: Reply }
    : never;

/** The operations about code, jobs, transfers and processes. Members of requests that have a default may be left out. */
export interface RunningOperations {
  'cloud/releases': Of<typeof cloud.listReleases>;
  'cloud/release': Of<typeof cloud.getRelease>;
  'cloud/activate': Of<typeof cloud.activateRelease>;
  'cloud/roll-back': Of<typeof cloud.rollBackRelease>;
  'cloud/withdraw': Of<typeof cloud.withdrawRelease>;
  'cloud/remove': Of<typeof cloud.removeRelease>;
  'cloud/report': Of<typeof cloud.reportCode>;
  'cloud/logs': Of<typeof cloud.readLogs>;
  'cloud/webhooks': Of<typeof cloud.listWebhooks>;
  'jobs/queues': Of<typeof jobs.listQueues>;
  'jobs/list': Of<typeof jobs.listJobs>;
  'jobs/retry': Of<typeof jobs.retryJobs>;
  'jobs/pause': Of<typeof jobs.pauseQueue>;
  'jobs/resume': Of<typeof jobs.resumeQueue>;
  'jobs/drain': Of<typeof jobs.drainQueue>;
  'jobs/runs': Of<typeof jobs.listRuns, 'offset'>;
  'jobs/run': Of<typeof jobs.startRun>;
  'jobs/cancel': Of<typeof jobs.cancelRun>;
  'jobs/schedules': Of<typeof jobs.listSchedules>;
  'fleet/services': Of<typeof fleet.fleetServices>;
  'fleet/health': Of<typeof fleet.fleetHealth>;
  'fleet/leaders': Of<typeof fleet.fleetLeaders>;
  'fleet/lag': Of<typeof fleet.fleetLag>;
  'fleet/formats': Of<typeof fleet.fleetFormats>;
  'transfers/export': Of<typeof transfers.exportApp, 'passwords' | 'files'>;
  'transfers/import': Of<typeof transfers.importFile, 'update'>;
  'transfers/download': Of<typeof transfers.downloadTransfer>;
  'transfers/list': Of<typeof transfers.listTransfers>;
  'transfers/report': Of<typeof transfers.getTransferReport>;
  'transfers/cancel': Of<typeof transfers.cancelTransfer>;
  'usage/quotas': Of<typeof usage.appQuotas>;
  'usage/get': Of<typeof usage.appUsage>;
}
