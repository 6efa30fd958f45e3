import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { push, type HttpReply, type RequestContext } from '@parlance/contracts';
import type { Clock } from '@parlance/push';
import { PUSH_CLOCK } from '../clock.ts';
import { Engine } from '../engine/engine.ts';
import { StatusObject } from '../engine/status-object.ts';
import { PushStore } from '../work/push.store.ts';
import { accept } from './accept.ts';
import { readPush } from './read-push.ts';

const ACCEPTED = Buffer.from('{"result":true}');

/** Accepts pushes. */
@Controller()
export class SendHandler {
  constructor(
    readonly pushes: PushStore,
    readonly status: StatusObject,
    private readonly engine: Engine,
    @Inject(PUSH_CLOCK) readonly clock: Clock,
  ) {}

  @Handles(push.send)
  async send(@Payload() { body }: push.SendRequest, @Ctx() context: RequestContext): Promise<HttpReply> {
    const asked = readPush(body);
    const { push: pushed, isNew } = await accept(asked, body, 'rest', context, this);
    // Beside the answer, which says that the push is stored and nothing more.
    if (isNew) void this.engine.advance(pushed._id);
    return { status: 200, headers: { 'x-parse-push-status-id': pushed.objectId }, body: ACCEPTED };
  }
}
