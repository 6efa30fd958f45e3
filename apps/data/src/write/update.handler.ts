import { authorize } from '@parlance/acl';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { assertObjectId, decodeWrite } from '@parlance/values';
import { Apps } from '../apps/apps.ts';
import { classForWriting } from '../classes/class-for.ts';
import { objectNotFound } from '../classes/object-not-found.ts';
import { restReply } from '../reply/rest-reply.ts';
import { growClass } from '../schemas/grow-class.ts';
import { schemaFor } from '../schemas/schema-for.ts';
import { completeWrite } from './complete-write.ts';
import { objectChange, updatedResult } from './object-change.ts';
import { writeOptions } from './write-options.ts';

/** `PUT /classes/<Class>/<id>`. The caller's right to write is part of the update's own filter. */
@Controller()
export class UpdateHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.update)
  async update(@Payload() { className, objectId, body }: data.UpdateRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    const { identity, deadline } = context;
    const now = new Date();
    const app = await this.apps.of(context);
    const known = await classForWriting(app, className, identity, 'update');
    assertObjectId(objectId);
    const write = completeWrite(decodeWrite(body, 'update', writeOptions(app, identity, objectId)), known, 'update');
    if (known === undefined) throw objectNotFound();
    let schema = schemaFor(write, known, className);
    let change = objectChange(app, schema, objectId, write, now);
    if (schema !== known) {
      // A class must not grow by the update of an object that is not there, or not the caller's.
      const target = authorize(identity, known.permissions, 'update', { schema: known, objectId });
      if (!(await app.objects.exists(target, deadline))) throw objectNotFound();
      schema = await growClass(app, identity, known, className, write);
      change = objectChange(app, schema, objectId, write, now);
    }
    const shown = await app.objects.update(authorize(identity, schema.permissions, 'update', change), deadline);
    if (shown === undefined) throw objectNotFound();
    return restReply(updatedResult(shown, schema, write, now, app.fileUrl));
  }
}
