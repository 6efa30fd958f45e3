import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { Apps } from '../apps/apps.ts';
import { restReply } from '../reply/rest-reply.ts';
import { announceStale } from './announce-stale.ts';
import { settleLateWrites } from '../schemas/late-writes.ts';
import { updatedResult } from './object-change.ts';
import { readyUpdate } from './ready-update.ts';
import { namingTakenValues } from './taken-value.ts';
import { whyNotUpdated } from './why-not-updated.ts';

/** `PUT /classes/<Class>/<id>`. The caller's right to write is part of the update's own filter. */
@Controller()
export class UpdateHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.update)
  async update(@Payload() request: data.UpdateRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    const { identity, deadline } = context;
    const now = new Date();
    const app = await this.apps.of(context);
    const { change, write, schema } = await readyUpdate(app, identity, request, now, (target) => app.objects.exists(target, deadline));
    const shown = await namingTakenValues(request.className, () => app.objects.update(change, deadline));
    if (shown === undefined) throw await whyNotUpdated(app, identity, request.className, change, write, deadline);
    announceStale(app, request.className, request.objectId, write);
    await settleLateWrites(app, now, [{ schema, objectId: request.objectId, write, isNew: false }]);
    return restReply(updatedResult(shown, schema, write, now, app.fileUrl));
  }
}
