import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { data, push, type HttpReply, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { asPlatform, PlatformObjects } from '@parlance/platform-objects';
import { parsePush, type Clock, type PushCaller, type PushRequest } from '@parlance/push';
import { PushApps } from '../apps/push-apps.ts';
import { PUSH_CLOCK } from '../clock.ts';
import { Engine } from '../engine/engine.ts';
import { StatusObject } from '../engine/status-object.ts';
import { PushStore } from '../records/push.store.ts';
import { accept } from './accept.ts';
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
    @Inject(PUSH_CLOCK) readonly clock: Clock,
  ) {
    this.#objects = new PlatformObjects(bus, 'push');
  }

  @Handles(push.send)
  async send(@Payload() { body, byRestKey, repeatId }: push.SendRequest, @Ctx() context: RequestContext): Promise<HttpReply> {
    const caller = callerOf(context, byRestKey);
    const { rights, senders, name: appName } = await this.apps.of(context);
    const now = this.clock.now();
    const pushId = newPushId();
    const request = parsePush(body, { caller, rights, senders, now: now.getTime(), pushId, appName });
    assertServed(request);
    const where = await whereOf(request.audience, caller === 'client', context, { bus: this.bus, objects: this.#objects });
    if (request.options.dryRun) return this.#count(where, context);
    // A query that cannot be run is refused now, and not when it is due.
    await this.bus.call(data.countAudience, { where: { ...where }, limit: 1 }, asPlatform(context));
    const key = request.options.idempotencyKey ?? repeatId;
    const { push: pushed, isNew } = await accept({ request, where, body, pushId, key }, context, this);
    if (isNew) {
      await noteUse(request, now, context, this.#objects);
      // Beside the answer, which says that the push is stored and nothing more.
      void this.engine.advance(pushed._id);
    }
    return { status: 200, headers: { 'x-parse-push-status-id': pushed.objectId }, body: ACCEPTED };
  }

  async #count(where: Readonly<Record<string, unknown>>, context: RequestContext): Promise<HttpReply> {
    const counted = await this.bus.call(data.countAudience, { where: { ...where }, limit: COUNTED_MAX }, asPlatform(context));
    return { status: 200, body: Buffer.from(JSON.stringify({ result: true, estimate: counted.count, exact: counted.exact })) };
  }
}

function callerOf({ identity: { kind } }: RequestContext, byRestKey: boolean): PushCaller {
  if (kind === 'master' || kind === 'readOnlyMaster') return kind;
  return byRestKey ? 'rest' : 'client';
}

/** Refuses the parts of the contract that this release does not carry out, so that no push is sent otherwise than it was asked for. */
function assertServed({ experiment, options }: PushRequest): void {
  if (experiment !== undefined) throw new ParseError('PushMisconfigured', 'Experiments are not available.');
  if (options.maxRate !== undefined) throw new ParseError('PushMisconfigured', 'options.maxRate is not available.');
}
