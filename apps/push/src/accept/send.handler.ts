import type { QuotaLimit } from '@parlance/app-settings';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { data, push, type HttpReply, type RequestContext } from '@parlance/contracts';
import { asPlatform, PlatformObjects } from '@parlance/platform-objects';
import { assertRecipients, parsePush, type Clock, type PushCaller } from '@parlance/push';
import { span } from '@parlance/telemetry';
import { PushApps } from '../apps/push-apps.ts';
import { PUSH_CLOCK } from '../clock.ts';
import { Engine } from '../engine/engine.ts';
import type { CheckedExperiment } from '../experiments/accept-experiment.ts';
import { assertTestable } from '../experiments/assert-testable.ts';
import { Experiments } from '../experiments/experiments.ts';
import { StatusObject } from '../engine/status-object.ts';
import { AppPushes } from '../limits/app-pushes.ts';
import { ClientPushes } from '../limits/client-pushes.ts';
import { pushFigures } from '../metrics.ts';
import { PushStore } from '../records/push.store.ts';
import { accept, answeredId, type CheckedPush } from './accept.ts';
import { assertInTime } from './assert-in-time.ts';
import { noteUse, whereOf } from './audience-where.ts';
import { newPushId } from './new-push-id.ts';

const ACCEPTED = Buffer.from('{"result":true}');
const COUNTED_MAX = 1_000_000;

/** Accepts pushes. */
@Controller()
export class SendHandler {
  readonly #objects: PlatformObjects;

  constructor(
    @Inject(BUS) private readonly bus: Bus,
    private readonly apps: PushApps,
    readonly pushes: PushStore,
    readonly status: StatusObject,
    private readonly engine: Engine,
    private readonly clientPushes: ClientPushes,
    private readonly appPushes: AppPushes,
    private readonly experiments: Experiments,
    @Inject(PUSH_CLOCK) readonly clock: Clock,
  ) {
    this.#objects = new PlatformObjects(bus, 'push');
  }

  @Handles(push.send)
  send(@Payload() request: push.SendRequest, @Ctx() context: RequestContext): Promise<HttpReply> {
    const began = performance.now();
    const accepted = () => pushFigures.accepted(performance.now() - began);
    return span('push accept', 'internal', undefined, () => this.#send(request, context), undefined, accepted);
  }

  async #send({ body, origin, byRestKey, repeatId }: push.SendRequest, context: RequestContext): Promise<HttpReply> {
    const caller = callerOf(context, byRestKey);
    const { rights, senders, limits, quota, name: appName } = await this.apps.of(context);
    const now = this.clock.now();
    const pushId = newPushId();
    const request = parsePush(body, { caller, rights, senders, now: now.getTime(), pushId, appName });
    if (caller === 'client') await this.clientPushes.count(context.app, origin, limits.clientPushesPerMinute);
    const where = await whereOf(request.audience, caller === 'client', context, { bus: this.bus, objects: this.#objects });
    const key = request.options.idempotencyKey ?? repeatId;
    const recipientsMax = request.options.lane === 'transactional' ? limits.transactionalRecipients : undefined;
    const checked = { request, where, body, pushId, key, recipientsMax };
    if (request.experiment !== undefined) return this.#sendExperiment({ ...checked, experiment: request.experiment }, quota, context);
    if (request.options.dryRun) return this.#count(where, context);
    await this.#assertSendable(checked, context);
    const repeated = await this.#assertQuota(quota, 1, key, context);
    if (repeated !== undefined) return accepted(repeated);
    const { push: pushed, isNew } = await accept(checked, context, this);
    if (!isNew) await this.appPushes.giveBack(context.app, quota, 1);
    else {
      await noteUse(request, now, context, this.#objects);
      // Beside the answer, which says that the push is stored and nothing more.
      void this.engine.advance(pushed._id);
    }
    return accepted(answeredId(pushed));
  }

  /** A push in several versions. It is refused as a push is, and where too few devices would take part. */
  async #sendExperiment(checked: CheckedExperiment, quota: QuotaLimit, context: RequestContext): Promise<HttpReply> {
    const { pushId, request, where, experiment } = checked;
    const split = { experimentId: pushId, sizePercent: experiment.sizePercent, variants: request.variants.length };
    await assertTestable(where, split, context, this.bus);
    await this.#assertSendable(checked, context);
    if (request.options.dryRun) {
      const { devices, exact, warnings } = await this.experiments.preview(checked, context);
      return { status: 200, body: Buffer.from(JSON.stringify({ result: true, estimate: devices, exact, warnings })) };
    }
    const count = request.variants.length;
    const repeated = await this.#assertQuota(quota, count, checked.key, context);
    if (repeated !== undefined) return accepted(repeated);
    const taken = await this.experiments.accept(checked, context, this);
    if (taken.experiment === undefined) await this.appPushes.giveBack(context.app, quota, count);
    else {
      await noteUse(request, taken.experiment.createdAt, context, this.#objects);
      // Beside the answer, as for other pushes.
      for (const { _id } of taken.pushes) void this.engine.advance(_id);
    }
    return accepted(taken.id);
  }

  /**
   * Counts pushes under the quota of the app.
   *
   * @returns the id of the answer to an earlier request of the same key, which a used-up quota does not take back
   * @throws QuotaExceeded (155, 429)
   */
  async #assertQuota(quota: QuotaLimit, count: number, key: string | undefined, { app }: RequestContext): Promise<string | undefined> {
    try {
      await this.appPushes.take(app, quota, count);
      return undefined;
    } catch (refusal) {
      const earlier = key === undefined ? undefined : await this.pushes.ofKey(app, key, this.clock.now());
      if (earlier === undefined) throw refusal;
      return answeredId(earlier);
    }
  }

  /** A query that cannot be run, or finds too many, and times that nobody has are refused now, and not when the push is due. */
  async #assertSendable({ request, where, recipientsMax }: CheckedPush, context: RequestContext): Promise<void> {
    const counting = { where: { ...where }, limit: (recipientsMax ?? 0) + 1 };
    assertRecipients((await this.bus.call(data.countAudience, counting, asPlatform(context))).count, recipientsMax);
    const { variants, expiration, options } = request;
    for (const { pushTime } of variants) {
      const timing = { pushTime, expiration, lateZones: options.lateZones };
      await assertInTime(timing, where, this.clock.now(), context, this.bus);
    }
  }

  async #count(where: Readonly<Record<string, unknown>>, context: RequestContext): Promise<HttpReply> {
    const counted = await this.bus.call(data.countAudience, { where: { ...where }, limit: COUNTED_MAX }, asPlatform(context));
    return { status: 200, body: Buffer.from(JSON.stringify({ result: true, estimate: counted.count, exact: counted.exact })) };
  }
}

function accepted(id: string): HttpReply {
  return { status: 200, headers: { 'x-parse-push-status-id': id }, body: ACCEPTED };
}

function callerOf({ identity: { kind } }: RequestContext, byRestKey: boolean): PushCaller {
  if (kind === 'master' || kind === 'readOnlyMaster') return kind;
  return byRestKey ? 'rest' : 'client';
}
