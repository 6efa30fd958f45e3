import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { push, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Clock, PushState } from '@parlance/push';
import { restReply } from '@parlance/service';
import { PUSH_CLOCK } from '../clock.ts';
import { Engine } from '../engine/engine.ts';
import { StatusObject } from '../engine/status-object.ts';
import { PartitionStore } from '../records/partition.store.ts';
import { PushStore } from '../records/push.store.ts';
import { WaveStore } from '../records/wave.store.ts';
import { knownPush } from './push-object.ts';

const DONE = { result: true };

/** Takes pushes out of their way: removes, ends, stops and goes on with them. */
@Controller()
export class ControlHandler {
  constructor(
    private readonly pushes: PushStore,
    private readonly waves: WaveStore,
    private readonly partitions: PartitionStore,
    private readonly status: StatusObject,
    private readonly engine: Engine,
    @Inject(PUSH_CLOCK) private readonly clock: Clock,
  ) {}

  @Handles(push.remove)
  async remove(@Payload() { pushId }: push.PushById, @Ctx() context: RequestContext): Promise<RestReply> {
    const pushed = await knownPush(this.pushes, pushId, context);
    if (!(await this.pushes.removeUnsent(pushed._id))) throw refused('A push of which something was sent cannot be removed.');
    await this.waves.removeOf(pushed._id);
    await this.partitions.removeOf(pushed._id);
    await this.status.remove(pushed);
    return restReply({});
  }

  @Handles(push.cancel)
  async cancel(@Payload() { pushId }: push.PushById, @Ctx() context: RequestContext): Promise<RestReply> {
    const pushed = await knownPush(this.pushes, pushId, context);
    const cancelRequestedAt = this.clock.now();
    if (!(await this.pushes.take(pushed._id, 'cancel', { cancelRequestedAt }))) throw refused('A push that has ended cannot be canceled.');
    await this.#show(pushId, context, 'canceling');
    void this.engine.advance(pushed._id);
    return restReply(DONE);
  }

  @Handles(push.pause)
  async pause(@Payload() { pushId }: push.PushById, @Ctx() context: RequestContext): Promise<RestReply> {
    const pushed = await knownPush(this.pushes, pushId, context);
    if (!(await this.pushes.take(pushed._id, 'pause')))
      throw refused('Only a push that waits for its time or is being sent can be paused.');
    await this.#show(pushId, context, 'paused');
    return restReply(DONE);
  }

  @Handles(push.resume)
  async resume(@Payload() { pushId }: push.PushById, @Ctx() context: RequestContext): Promise<RestReply> {
    const pushed = await knownPush(this.pushes, pushId, context);
    const isRunning = await this.pushes.take(pushed._id, 'resume');
    if (!isRunning && !(await this.pushes.take(pushed._id, 'resumeScheduled'))) throw refused('Only a push that is paused can be resumed.');
    await this.#show(pushId, context, isRunning ? 'running' : 'scheduled');
    void this.engine.advance(pushed._id);
    return restReply(DONE);
  }

  async #show(pushId: string, context: RequestContext, state: PushState): Promise<void> {
    await this.engine.show(await knownPush(this.pushes, pushId, context), state);
  }
}

function refused(message: string): ParseError {
  return new ParseError('PushMisconfigured', message);
}
