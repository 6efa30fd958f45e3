import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { push, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Clock, PushState } from '@parlance/push';
import { restReply } from '@parlance/service';
import { PUSH_CLOCK } from '../clock.ts';
import type { PushDocument } from '../database/documents.ts';
import { Engine } from '../engine/engine.ts';
import { ExperimentStore } from '../experiments/experiment.store.ts';
import { PushStore } from '../records/push.store.ts';
import { isKnown, pushKey, pushNotFound } from './push-object.ts';

const DONE = { result: true };

/** Makes a step of a push. @returns the state that is shown then; undefined for a push that cannot take it */
type Step = (pushed: PushDocument) => Promise<PushState | undefined>;

/** Takes pushes out of their way: removes, ends, stops and goes on with them; an experiment in all of its versions. */
@Controller()
export class ControlHandler {
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    private readonly pushes: PushStore,
    private readonly experiments: ExperimentStore,
    private readonly engine: Engine,
    @Inject(PUSH_CLOCK) private readonly clock: Clock,
  ) {}

  @Handles(push.remove)
  async remove(@Payload() { pushId }: push.PushById, @Ctx() context: RequestContext): Promise<RestReply> {
    const pushes = await this.#controlled(pushId, context);
    if (!(await this.#giveUp(pushId, pushes, context))) throw refused('A push of which something was sent cannot be removed.');
    return restReply({});
  }

  @Handles(push.cancel)
  cancel(@Payload() { pushId }: push.PushById, @Ctx() context: RequestContext): Promise<RestReply> {
    const cancelRequestedAt = this.clock.now();
    return this.#each(pushId, context, 'A push that has ended cannot be canceled.', async ({ _id }) =>
      (await this.pushes.take(_id, 'cancel', { cancelRequestedAt })) ? 'canceling' : undefined,
    );
  }

  @Handles(push.pause)
  pause(@Payload() { pushId }: push.PushById, @Ctx() context: RequestContext): Promise<RestReply> {
    const refusal = 'Only a push that waits for its time or is being sent can be paused.';
    return this.#each(pushId, context, refusal, async ({ _id }) => ((await this.pushes.take(_id, 'pause')) ? 'paused' : undefined));
  }

  @Handles(push.resume)
  resume(@Payload() { pushId }: push.PushById, @Ctx() context: RequestContext): Promise<RestReply> {
    const resumedAt = this.clock.now();
    return this.#each(pushId, context, 'Only a push that is paused can be resumed.', async ({ _id }) => {
      if (await this.pushes.take(_id, 'resume', { resumedAt })) return 'running';
      return (await this.pushes.take(_id, 'resumeScheduled', { resumedAt })) ? 'scheduled' : undefined;
    });
  }

  /**
   * Makes a step of a push, or of all versions of an experiment that can take it.
   * @throws PushMisconfigured (115) where none can
   */
  async #each(pushId: string, context: RequestContext, refusal: string, step: Step): Promise<RestReply> {
    const pushes = await this.#controlled(pushId, context);
    const taken = await Promise.all(pushes.map(async (pushed) => [pushed, await step(pushed)] as const));
    if (taken.every(([, state]) => state === undefined)) throw refused(refusal);
    await Promise.all(taken.flatMap(([pushed, state]) => (state === undefined ? [] : [this.#tell(pushed, state)])));
    return restReply(DONE);
  }

  /** The workers hear of it first: they send nothing more that they have not begun. */
  async #tell({ _id, a: app, objectId: pushId }: PushDocument, state: PushState): Promise<void> {
    this.bus.publish(push.runStateChanged, { app, pushId });
    const pushed = await this.pushes.find(_id);
    if (pushed !== undefined) await this.engine.show(pushed, state);
    if (state !== 'paused') void this.engine.advance(_id);
  }

  /**
   * The pushes that an id stands for: one, or those of an experiment.
   * @throws ObjectNotFound (101); PushMisconfigured (115) for a version of an experiment, which is controlled as a whole
   */
  async #controlled(pushId: string, { app }: RequestContext): Promise<readonly PushDocument[]> {
    const pushed = await this.pushes.find(pushKey(app, pushId));
    if (isKnown(pushed)) {
      const { group } = pushed;
      if (group === undefined || group.index === 'launch') return [pushed];
      throw refused(`This push is a version of the experiment ${group.experiment}, which is controlled as a whole.`);
    }
    const experiment = await this.experiments.find(pushKey(app, pushId));
    if (experiment === undefined) throw pushNotFound();
    return this.pushes.findAll(experiment.variants.map((variant) => pushKey(app, variant.push)));
  }

  /** @returns false where something was handed over */
  async #giveUp(id: string, pushes: readonly PushDocument[], { app }: RequestContext): Promise<boolean> {
    const [pushed] = pushes;
    const group = pushed?.group;
    if (pushed === undefined) throw pushNotFound();
    if (group === undefined) return this.engine.remove(pushed);
    const isGivenUp =
      group.index === 'launch'
        ? await this.experiments.withdraw(pushKey(app, group.experiment), pushed._id)
        : await this.experiments.giveUp(pushKey(app, id), pushes);
    if (isGivenUp) for (const one of pushes) await this.engine.remove(one);
    return isGivenUp;
  }
}

function refused(message: string): ParseError {
  return new ParseError('PushMisconfigured', message);
}
