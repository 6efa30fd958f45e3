import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { Apps } from '../apps/apps.ts';
import { createdReply } from '../reply/rest-reply.ts';
import { announceStale } from './announce-stale.ts';
import { settleLateWrites } from '../schemas/late-writes.ts';
import { insertObject } from './insert-object.ts';
import { createdResult } from './new-object.ts';
import { readyCreate } from './ready-create.ts';
import { namingTakenValues } from './taken-value.ts';

/** `POST /classes/<Class>`. */
@Controller()
export class CreateHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.create)
  async create(@Payload() request: data.CreateRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    const now = new Date();
    const app = await this.apps.of(context);
    const { object, write, schema } = await readyCreate(app, context.identity, request, now);
    const stored = await namingTakenValues(request.className, () =>
      insertObject(app, object, write.objectId !== undefined, context.deadline),
    );
    announceStale(app, request.className, stored.document['_id'] as string, write);
    const result = createdResult(stored, schema, write, app.fileUrl);
    await settleLateWrites(app, now, [{ schema, objectId: result.objectId, write, isNew: true }]);
    return createdReply(request.className, result.objectId, result);
  }
}
