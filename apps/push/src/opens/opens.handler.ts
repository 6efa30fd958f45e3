import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { push, type RequestContext, type RestReply } from '@parlance/contracts';
import { PUSH_STATUS } from '@parlance/platform-classes';
import { PlatformObjects } from '@parlance/platform-objects';
import type { Clock } from '@parlance/push';
import { restReply } from '@parlance/service';
import { openRate } from '@parlance/statistics';
import { PUSH_CLOCK } from '../clock.ts';
import { knownPush, pushKey } from '../console/push-object.ts';
import { PushStore } from '../records/push.store.ts';
import { WaveStore } from '../records/wave.store.ts';
import { OpenStore } from './open.store.ts';
import { OpenedPushStore } from './opened-push.store.ts';
import { openMetrics } from './open-metrics.ts';
import { recordOpens, sinceOf } from './record-opens.ts';
import { readSeriesSpan, seriesOf } from './series.ts';

/** Counts the opens of pushes, and shows them. */
@Controller()
export class OpensHandler {
  readonly #objects: PlatformObjects;

  constructor(
    @Inject(BUS) readonly bus: Bus,
    readonly opens: OpenStore,
    readonly pushes: OpenedPushStore,
    readonly waves: WaveStore,
    private readonly store: PushStore,
    @Inject(PUSH_CLOCK) readonly clock: Clock,
  ) {
    this.#objects = new PlatformObjects(bus, 'push');
  }

  @Handles(push.recordOpens)
  async record(@Payload() { opens }: { opens: readonly push.SentOpen[] }, @Ctx() context: RequestContext): Promise<push.RecordedOpens> {
    const recorded = await recordOpens(opens, context, this);
    openMetrics.record(recorded);
    return recorded;
  }

  @Handles(push.matchNames)
  matchNames(@Payload() { ids, hashes }: push.PushNames, @Ctx() { app }: RequestContext): Promise<push.PushNames> {
    return this.pushes.known(app, { ids: new Set(ids), hashes: new Set(hashes) }, sinceOf(this.clock.now()));
  }

  /** `{"numSent", "numOpened", "openRate", "points": [start of a stride, …], "counts": [opens in it, …]}` */
  @Handles(push.opens)
  async series(@Payload() { pushId, parameters }: push.OpensAsked, @Ctx() context: RequestContext): Promise<RestReply> {
    const { startedAt, createdAt } = await knownPush(this.store, pushId, context);
    const span = readSeriesSpan(parameters, startedAt ?? createdAt, this.clock.now());
    const key = pushKey(context.app, pushId);
    const [status, numOpened, counts] = await Promise.all([
      this.#objects.find(PUSH_STATUS, { objectId: pushId }, context),
      this.opens.count(key),
      this.opens.series(key, span.stride, { after: new Date(span.from.getTime() - 1), upTo: new Date(span.to.getTime() - 1) }),
    ]);
    const numSent = typeof status?.['numSent'] === 'number' ? status['numSent'] : 0;
    const rate = openRate({ opens: numOpened, sent: numSent });
    return restReply({ stride: span.stride, numSent, numOpened, openRate: rate, ...seriesOf(span, counts) });
  }
}
