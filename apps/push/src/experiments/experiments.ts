import type { Bus } from '@parlance/bus';
import type { RequestContext } from '@parlance/contracts';
import { PUSH_STATUS } from '@parlance/platform-classes';
import { PlatformObjects } from '@parlance/platform-objects';
import type { Clock } from '@parlance/push';
import type { Standing } from '@parlance/statistics';
import type { Logger } from '@parlance/telemetry';
import type { Accepting } from '../accept/accept.ts';
import { pushKey } from '../console/push-object.ts';
import type { CheckedAudience, ExperimentDocument } from '../database/experiment-document.ts';
import type { PushStore } from '../records/push.store.ts';
import { acceptExperiment, daysOf, type AcceptedExperiment, type CheckedExperiment } from './accept-experiment.ts';
import { checkAudience } from './check-audience.ts';
import type { ExperimentStore } from './experiment.store.ts';
import { reportOf, type ExperimentReport, type SeenPush } from './report.ts';

/** The look at an audience may take so long: nobody waits for it. */
const CHECK_MS = 30_000;

export interface ExperimentsNeeds {
  readonly bus: Bus;
  readonly pushes: PushStore;
  readonly experiments: ExperimentStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The experiments of apps, as handlers ask for them. */
export class Experiments {
  readonly #needs: ExperimentsNeeds;
  readonly #objects: PlatformObjects;

  constructor(needs: ExperimentsNeeds) {
    this.#needs = needs;
    this.#objects = new PlatformObjects(needs.bus, 'push');
  }

  find(id: string, { app }: RequestContext): Promise<ExperimentDocument | undefined> {
    return this.#needs.experiments.find(pushKey(app, id));
  }

  /** Stores an experiment, and looks at its audience beside the answer. */
  async accept(checked: CheckedExperiment, context: RequestContext, accepting: Accepting): Promise<AcceptedExperiment> {
    const taken = await acceptExperiment(checked, context, { ...accepting, experiments: this.#needs.experiments });
    const later = { ...context, deadline: Date.now() + CHECK_MS };
    if (taken.experiment !== undefined) void this.#check(taken.experiment, later);
    return taken;
  }

  /** The size of the audience and the warnings, before anything is sent. */
  preview({ request: { variants }, where, pushId }: CheckedExperiment, context: RequestContext): Promise<CheckedAudience> {
    const { bus, clock, pushes, experiments } = this.#needs;
    const asked = { _id: pushKey(context.app, pushId), a: context.app, where: JSON.stringify(where), days: daysOf(variants, clock.now()) };
    return checkAudience(asked, context, { bus, pushes, experiments });
  }

  /**
   * The report of an experiment, from the counts as they are now.
   * @returns undefined where a push of it is gone: it is older than the history
   */
  async report(
    experiment: ExperimentDocument,
    context: RequestContext,
  ): Promise<{ readonly report: ExperimentReport; readonly standing: Standing } | undefined> {
    const { pushes, clock } = this.#needs;
    const { a: app, variants, launch } = experiment;
    const ids = [...variants.map(({ push }) => push), ...(launch === undefined ? [] : [launch.push])];
    const [documents, statuses, checked] = await Promise.all([
      pushes.findAll(ids.map((id) => pushKey(app, id))),
      this.#objects.findAll(PUSH_STATUS, { objectId: { $in: ids } }, ids.length, context),
      experiment.checked ?? this.#check(experiment, context),
    ]);
    const seen = (id: string): SeenPush | undefined => {
      const pushed = documents.find(({ objectId }) => objectId === id);
      const status = statuses.find(({ objectId }) => objectId === id);
      return pushed === undefined || status === undefined ? undefined : { pushed, status };
    };
    const versions = variants.flatMap(({ push }) => seen(push) ?? []);
    if (versions.length < variants.length) return undefined;
    const shown = { ...experiment, ...(checked === undefined ? {} : { checked }) };
    return reportOf({ experiment: shown, variants: versions, launched: launch && seen(launch.push) }, clock.now().getTime());
  }

  /** Notes the size of the audience, and the warnings. Never fails: a report that finds no note looks again. */
  async #check(experiment: ExperimentDocument, context: RequestContext): Promise<CheckedAudience | undefined> {
    const { logger, experiments } = this.#needs;
    try {
      const checked = await checkAudience(experiment, context, this.#needs);
      await experiments.note(experiment._id, checked);
      return checked;
    } catch (error) {
      logger.warn(
        { err: error, experiment: experiment._id },
        'The audience of an experiment could not be looked at; its report tries again.',
      );
      return undefined;
    }
  }
}
