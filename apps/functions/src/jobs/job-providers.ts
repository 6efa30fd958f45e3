import type { OnApplicationShutdown, Provider } from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import { PlatformObjects } from '@parlance/platform-objects';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { CodeCalls } from '../calls/code-calls.ts';
import { JOB_CODE } from './job.handler.ts';
import { JobRuns, type RunJobCode } from './job-runs.ts';

/** Ends the runs of jobs with the service. */
class JobRunsEnd implements OnApplicationShutdown {
  readonly #runs: JobRuns;

  constructor(runs: JobRuns) {
    this.#runs = runs;
  }

  onApplicationShutdown(): void {
    this.#runs.close();
  }
}

/** Has a process of the app run the job. */
function codeOf(calls: CodeCalls): RunJobCode {
  return async ({ name, jobId, parameters }, context, { signal, tell }) => {
    const { body } = await calls.run({ what: 'job', name, jobId, body: Buffer.from(JSON.stringify(parameters)), context, signal, tell });
    return (JSON.parse(Buffer.from(body).toString()) as { message?: string }).message;
  };
}

/** All that runs of jobs need. */
export function jobProviders(): Provider[] {
  return [
    { provide: JOB_CODE, inject: [CodeCalls], useFactory: codeOf },
    {
      provide: JobRuns,
      inject: [BUS, LOGGER],
      useFactory: (bus: Bus, logger: Logger) => new JobRuns(bus, new PlatformObjects(bus, 'functions'), logger),
    },
    { provide: JobRunsEnd, inject: [JobRuns], useFactory: (runs: JobRuns) => new JobRunsEnd(runs) },
  ];
}
