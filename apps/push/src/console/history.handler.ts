import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { data, push, type RequestContext, type RestReply } from '@parlance/contracts';
import { PUSH_STATUS } from '@parlance/platform-classes';
import { PlatformObjects } from '@parlance/platform-objects';
import { deliveryReport, type Clock, type Tally } from '@parlance/push';
import { restReply } from '@parlance/service';
import { PUSH_CLOCK } from '../clock.ts';
import { Experiments } from '../experiments/experiments.ts';
import { WaveStore } from '../records/wave.store.ts';
import { olderThan } from './older-than.ts';
import { pushKey, pushNotFound } from './push-object.ts';

/** How long the console shows a push. */
const HISTORY_DAYS = 30;
const DAY_MS = 86_400_000;

/** Pushes and experiments as administrators look at them. */
@Controller()
export class HistoryHandler {
  readonly #objects: PlatformObjects;

  constructor(
    @Inject(BUS) private readonly bus: Bus,
    private readonly waves: WaveStore,
    private readonly experiments: Experiments,
    @Inject(PUSH_CLOCK) private readonly clock: Clock,
  ) {
    this.#objects = new PlatformObjects(bus, 'push');
  }

  @Handles(push.list)
  list(@Payload() { parameters }: { parameters: Record<string, unknown> }, @Ctx() context: RequestContext): Promise<RestReply> {
    const { skip, limit, status, before } = parameters;
    const since = new Date(this.clock.now().getTime() - HISTORY_DAYS * DAY_MS).toISOString();
    const where = {
      createdAt: { $gte: { __type: 'Date', iso: since } },
      ...(status === undefined ? {} : { status }),
      ...(before === undefined ? {} : olderThan(before)),
    };
    const asked = {
      where,
      order: '-createdAt,-objectId',
      ...(skip === undefined ? {} : { skip }),
      ...(limit === undefined ? {} : { limit }),
    };
    return this.bus.call(data.find, { className: PUSH_STATUS, parameters: asked }, context);
  }

  @Handles(push.read)
  async read(@Payload() { pushId }: push.PushById, @Ctx() context: RequestContext): Promise<RestReply> {
    const [status, waves] = await Promise.all([
      this.#objects.find(PUSH_STATUS, { objectId: pushId }, context),
      this.waves.of(pushKey(context.app, pushId)),
    ]);
    if (status === undefined) return this.#experiment(pushId, context);
    const failedPerReason = (status['failedPerReason'] ?? {}) as Tally;
    return restReply({
      ...status,
      ...(status['experimentId'] === undefined ? {} : { experiment_push_id: status['experimentId'] }),
      waves: waves.map(({ state, dueAt, expiresAt, zones, estimate, lane }) => ({ state, dueAt, expiresAt, zones, estimate, lane })),
      delivery_errors: deliveryReport({ failedPerReason }),
    });
  }

  async #experiment(id: string, context: RequestContext): Promise<RestReply> {
    const experiment = await this.experiments.find(id, context);
    const seen = experiment && (await this.experiments.report(experiment, context));
    if (seen === undefined) throw pushNotFound();
    return restReply(seen.report);
  }
}
