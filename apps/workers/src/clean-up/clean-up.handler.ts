import { randomUUID } from 'node:crypto';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { workers, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Producer } from '@parlance/queues';
import type { CleanUpJob } from './clean-up-job.ts';
import { CleanUpReports } from './clean-up-reports.ts';

export const CLEAN_UPS = Symbol('producer of clean-ups');

const EMPTY = { examined: 0, documents: 0, unreferenced: 0, bytes: 0, removed: 0, left: 0 };

/** Begins, shows and ends clean-ups, for holders of the master key. */
@Controller()
export class CleanUpHandler {
  constructor(
    private readonly reports: CleanUpReports,
    @Inject(CLEAN_UPS) private readonly jobs: Producer<CleanUpJob>,
  ) {}

  @Handles(workers.startCleanUp)
  async start(@Payload() asked: workers.StartCleanUpRequest, @Ctx() { app, requestId }: RequestContext): Promise<workers.CleanUpReport> {
    const dryRun = asked.dryRun === true;
    if (!dryRun && asked.confirm !== true) {
      throw new ParseError(
        'ValidationFailed',
        'Files to which no object refers will be removed, and addresses of them stop working wherever they were written down. ' +
          'Send {"confirm": true} to go on, or {"dryRun": true} to count them.',
      );
    }
    const running = await this.reports.read(app);
    if (running !== undefined && (running.state === 'waiting' || running.state === 'running')) return running;
    const id = randomUUID();
    const report: workers.CleanUpReport = { id, state: 'waiting', dryRun, startedAt: new Date().toISOString(), ...EMPTY };
    await this.reports.write(app, report);
    await this.jobs.add({ app, requestId, id, dryRun }, { id: `clean-up-${id}` });
    return report;
  }

  @Handles(workers.readCleanUp)
  async read(
    @Payload() _request: Record<string, never>,
    @Ctx() { app }: RequestContext,
  ): Promise<{ report: workers.CleanUpReport | null }> {
    return { report: (await this.reports.read(app)) ?? null };
  }

  @Handles(workers.cancelCleanUp)
  async cancel(
    @Payload() _request: Record<string, never>,
    @Ctx() { app }: RequestContext,
  ): Promise<{ report: workers.CleanUpReport | null }> {
    const report = await this.reports.read(app);
    if (report === undefined || (report.state !== 'waiting' && report.state !== 'running')) return { report: report ?? null };
    const cancelled: workers.CleanUpReport = { ...report, state: 'cancelled', endedAt: new Date().toISOString() };
    await this.reports.write(app, cancelled);
    return { report: cancelled };
  }
}
