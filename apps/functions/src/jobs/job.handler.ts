import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { functions, type RequestContext } from '@parlance/contracts';
import { JobRuns, type RunJobCode } from './job-runs.ts';

/** The provider of the one that runs the code of jobs. */
export const JOB_CODE = Symbol('code of jobs');

/** Runs of jobs, which workers ask for. */
@Controller()
export class JobHandler {
  constructor(
    private readonly runs: JobRuns,
    @Inject(JOB_CODE) private readonly code: RunJobCode,
  ) {}

  @Handles(functions.runJob)
  runJob(@Payload() request: functions.RunJobRequest, @Ctx() context: RequestContext): Promise<{ message?: string | undefined }> {
    return this.runs.run(request, context, this.code);
  }
}
