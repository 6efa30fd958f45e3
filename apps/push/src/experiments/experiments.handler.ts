import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { push, type HttpReply, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Clock } from '@parlance/push';
import { restReply } from '@parlance/service';
import { reportText } from '@parlance/statistics';
import { PUSH_CLOCK } from '../clock.ts';
import { pushNotFound } from '../console/push-object.ts';
import { ExperimentStore } from './experiment.store.ts';
import { Experiments } from './experiments.ts';
import { descriptionOf } from './report.ts';

/** How long the console shows an experiment, as it does pushes. */
const HISTORY_MS = 30 * 86_400_000;
const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 100;
const SKIP_MAX = 100_000;

/** Experiments as administrators look at them. */
@Controller()
export class ExperimentsHandler {
  constructor(
    private readonly experiments: Experiments,
    private readonly store: ExperimentStore,
    @Inject(PUSH_CLOCK) private readonly clock: Clock,
  ) {}

  @Handles(push.listExperiments)
  async list(@Payload() { parameters }: { parameters: Record<string, unknown> }, @Ctx() context: RequestContext): Promise<RestReply> {
    const skip = numberIn(parameters, 'skip', 0, SKIP_MAX);
    const limit = numberIn(parameters, 'limit', LIMIT_DEFAULT, LIMIT_MAX);
    const since = new Date(this.clock.now().getTime() - HISTORY_MS);
    const found = limit === 0 ? [] : await this.store.list(context.app, since, skip, limit);
    const reports = await Promise.all(found.map((experiment) => this.experiments.report(experiment, context)));
    return restReply({ results: reports.flatMap((seen) => seen?.report ?? []) });
  }

  @Handles(push.describeExperiment)
  async describe(@Payload() { pushId }: push.PushById, @Ctx() context: RequestContext): Promise<HttpReply> {
    const experiment = await this.experiments.find(pushId, context);
    const seen = experiment && (await this.experiments.report(experiment, context));
    if (seen === undefined) throw pushNotFound();
    const text = reportText(descriptionOf(seen.report), seen.standing);
    return { status: 200, contentType: 'text/plain; charset=utf-8', body: Buffer.from(text) };
  }
}

/** @throws InvalidQuery (102) other than a whole number from 0; more than the most counts as that */
function numberIn(parameters: Record<string, unknown>, name: string, fallback: number, max: number): number {
  const number = Number(parameters[name] ?? fallback);
  if (!Number.isInteger(number) || number < 0) throw new ParseError('InvalidQuery', `${name} must be a whole number from 0.`);
  return Math.min(number, max);
}
