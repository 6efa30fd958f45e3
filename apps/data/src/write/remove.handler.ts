import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { Apps } from '../apps/apps.ts';
import { objectNotFound } from '../classes/object-not-found.ts';
import { restReply } from '../reply/rest-reply.ts';
import { announceStale } from './announce-stale.ts';
import { readyRemove } from './ready-remove.ts';

/**
 * `DELETE /classes/<Class>/<id>`. Files and objects that the object referred to stay, and so do rows of its relations: readers look
 * for objects that exist.
 */
@Controller()
export class RemoveHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.remove)
  async remove(@Payload() request: data.RemoveRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    const app = await this.apps.of(context);
    const target = await readyRemove(app, context.identity, request);
    if (!(await app.objects.remove(target, context.deadline))) throw objectNotFound();
    announceStale(app, request.className, request.objectId, undefined);
    return restReply({});
  }
}
