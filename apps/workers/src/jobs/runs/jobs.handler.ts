import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { workers, type HttpReply, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Clock } from '@parlance/push';
import { JOBS_CLOCK } from '../clock.ts';
import { assertJob, JobApps } from '../job-apps.ts';
import { startedByOf } from '../job-context.ts';
import { Endings } from './endings.ts';
import { JobStatus } from './job-status.ts';
import { RunStore } from './run.store.ts';
import { startRun } from './start.ts';
import { WakeUps } from './wake-ups.ts';

const STARTED = Buffer.from('{}');

/** Starts and cancels runs of jobs, for holders of the master key. */
@Controller()
export class JobsHandler {
  constructor(
    private readonly apps: JobApps,
    readonly runs: RunStore,
    readonly status: JobStatus,
    readonly wakeUps: WakeUps,
    private readonly endings: Endings,
    @Inject(JOBS_CLOCK) readonly clock: Clock,
  ) {}

  @Handles(workers.startJob)
  async start(@Payload() { name, parameters }: workers.StartJobRequest, @Ctx() context: RequestContext): Promise<HttpReply> {
    assertJob(await this.apps.of(context), name, 'Invalid job.');
    const params = JSON.stringify(parameters);
    const objectId = await startRun({ app: context.app, name, params, cloud: startedByOf(context.cloud) }, this);
    return { status: 200, headers: { 'x-parse-job-status-id': objectId ?? '' }, body: STARTED };
  }

  @Handles(workers.cancelJob)
  async cancel(@Payload() { jobId }: { jobId: string }, @Ctx() { app }: RequestContext): Promise<RestReply> {
    const id = `${app}.${jobId}`;
    const run = await this.runs.find(id);
    if (run === undefined) throw new ParseError('ObjectNotFound', 'Object not found.');
    const isCancelled = await this.endings.cancel(run);
    const status = isCancelled ? 'failed' : (await this.runs.find(id))?.state;
    return { status: 200, body: Buffer.from(JSON.stringify({ status })) };
  }
}
