import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { config, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { restReply } from '@parlance/service';
import { assertMaster, assertMasterReads } from '../parameters/assert-master.ts';
import { DRAFTS_MAX, measuredOf, shownExperiment } from './experiment.ts';
import { ExperimentStore } from './experiment.store.ts';
import { readExperiment } from './read-experiment.ts';
import { readList } from './read-list.ts';

/** Events arrive at most 30 days late; of an experiment that ended before, nothing can change any more. */
const LATE_MS_MAX = 31 * 86_400_000;

/** The experiments of an app as records: drafts are made, changed and deleted, all are shown. */
@Controller()
export class ExperimentsHandler {
  constructor(private readonly experiments: ExperimentStore) {}

  @Handles(config.createExperiment)
  async create(@Payload() { experiment, author }: config.DescribedExperiment, @Ctx() context: RequestContext): Promise<RestReply> {
    assertMaster(context.identity);
    const description = readExperiment(experiment);
    if ((await this.experiments.count(context.app, 'draft')) >= DRAFTS_MAX) {
      throw new ParseError('ExceededClassQuota', `An app has at most ${DRAFTS_MAX} drafts of experiments.`);
    }
    const made = await this.experiments.insert(context.app, description, { at: new Date(), action: 'created', by: author });
    return restReply(shownExperiment(made), 201, `/config/experiments/${made._id}`);
  }

  @Handles(config.listExperiments)
  async list(@Payload() { parameters }: { parameters: Record<string, unknown> }, @Ctx() context: RequestContext): Promise<RestReply> {
    assertMasterReads(context.identity);
    const { state, skip, limit } = readList(parameters);
    const found = await this.experiments.list(context.app, state, skip, limit);
    return restReply({ results: found.map(shownExperiment) });
  }

  @Handles(config.readExperiment)
  async read(@Payload() { experimentId }: config.NamedExperiment, @Ctx() context: RequestContext): Promise<RestReply> {
    assertMasterReads(context.identity);
    const found = await this.experiments.find(context.app, experimentId);
    if (found === null) throw notThere();
    return restReply(shownExperiment(found));
  }

  @Handles(config.replaceExperiment)
  async replace(
    @Payload() { experimentId, experiment, author }: config.ChangedExperiment,
    @Ctx() context: RequestContext,
  ): Promise<RestReply> {
    assertMaster(context.identity);
    const description = readExperiment(experiment);
    const replaced = await this.experiments.step(context.app, experimentId, {
      from: ['draft'],
      set: description,
      unset: description.when === undefined ? ['when'] : [],
      move: { at: new Date(), action: 'changed', by: author },
    });
    if (replaced === null) throw await this.#noDraft(context.app, experimentId);
    return restReply(shownExperiment(replaced));
  }

  @Handles(config.deleteExperiment)
  async delete(@Payload() { experimentId }: config.NamedExperiment, @Ctx() context: RequestContext): Promise<RestReply> {
    assertMaster(context.identity);
    if (!(await this.experiments.removeDraft(context.app, experimentId))) throw await this.#noDraft(context.app, experimentId);
    return restReply({});
  }

  /** For the service that counts: those whose counts may still change. */
  @Handles(config.measuredExperiments)
  async measured(
    @Payload() _request: Record<string, never>,
    @Ctx() { app }: RequestContext,
  ): Promise<{ experiments: readonly config.MeasuredExperiment[] }> {
    const found = await this.experiments.runningSince(app, new Date(Date.now() - LATE_MS_MAX));
    return { experiments: found.map(measuredOf) };
  }

  async #noDraft(app: string, id: string): Promise<ParseError> {
    const found = await this.experiments.find(app, id);
    if (found === null) return notThere();
    return new ParseError('OperationForbidden', `The experiment is ${found.state}: a draft alone is changed or deleted.`);
  }
}

export function notThere(): ParseError {
  return new ParseError('ObjectNotFound', 'There is no experiment of this id.');
}
