import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { PLATFORM } from '@parlance/acl';
import { Bus, BUS, Handles } from '@parlance/bus';
import { analytics, config, type HttpReply, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { assertMasterReads } from '../parameters/assert-master.ts';
import type { Experiment } from './experiment.ts';
import { ExperimentStore } from './experiment.store.ts';
import { notThere } from './experiments.handler.ts';
import { reportOf } from './report.ts';
import { reportTable } from './report-table.ts';

const PLAIN_TEXT = 'text/plain; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

/** `GET /config/experiments/:id/report`: `analytics` counts, this service says whether the counts mean something. */
@Controller()
export class ReportHandler {
  constructor(
    private readonly experiments: ExperimentStore,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  @Handles(config.reportExperiment)
  async report(
    @Payload() { experimentId, format = 'json' }: config.NamedExperiment & { format?: string | undefined },
    @Ctx() context: RequestContext,
  ): Promise<HttpReply> {
    assertMasterReads(context.identity);
    if (format !== 'json' && format !== 'text') throw new ParseError('InvalidQuery', '"format" must be json or text.');
    const experiment = await this.experiments.find(context.app, experimentId);
    if (experiment === null) throw notThere();
    const now = Date.now();
    const report = reportOf(experiment, await this.#countsOf(experiment, context), now);
    if (format === 'text') return { status: 200, contentType: PLAIN_TEXT, body: Buffer.from(reportTable(report, now)) };
    return { status: 200, contentType: JSON_TYPE, body: Buffer.from(JSON.stringify(report)) };
  }

  #countsOf(
    { _id, variants, startedAt }: Experiment,
    context: RequestContext,
  ): Promise<analytics.ExperimentCounts> | analytics.ExperimentCounts {
    if (startedAt === undefined) return { groups: [], unsaved: 0 };
    const asked = { experiment: _id, variants: variants.length };
    return this.bus.call(analytics.countExperiment, asked, { ...context, identity: PLATFORM });
  }
}
