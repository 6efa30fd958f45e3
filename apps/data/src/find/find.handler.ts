import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { Apps } from '../apps/apps.ts';
import { restReply } from '../reply/rest-reply.ts';
import { assertCodeLoaded } from '../triggers/code-loaded.ts';
import { answerFind } from './answer-find.ts';
import { findTriggersOf } from './find-triggers.ts';
import { triggeredFind } from './triggered-find.ts';

/** `GET /classes/<Class>?where=…`. Results and number are read at the same time, each only if it is asked for. */
@Controller()
export class FindHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.find)
  async find(@Payload() request: data.FindRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    const app = await this.apps.of(context);
    assertCodeLoaded(app, context);
    app.accessSamples.note('find', request.className, context.identity);
    const triggers = findTriggersOf(app, request.className, context.identity);
    if (triggers === undefined) return answerFind(app, request, context);
    const found = await triggeredFind(app, { ...request, isGet: false }, triggers, context);
    return 'results' in found ? restReply(found) : found;
  }
}
