import { authorize } from '@parlance/acl';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { assertObjectId } from '@parlance/values';
import { Apps } from '../apps/apps.ts';
import { classForWriting } from '../classes/class-for.ts';
import { objectNotFound } from '../classes/object-not-found.ts';
import { restReply } from '../reply/rest-reply.ts';

/**
 * `DELETE /classes/<Class>/<id>`. Files and objects that the object referred to stay, and so do rows of its relations: readers look
 * for objects that exist.
 */
@Controller()
export class RemoveHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.remove)
  async remove(@Payload() { className, objectId }: data.RemoveRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    const { identity, deadline } = context;
    const app = await this.apps.of(context);
    const schema = await classForWriting(app, className, identity, 'delete');
    assertObjectId(objectId);
    if (schema === undefined) throw objectNotFound();
    const removed = await app.objects.remove(authorize(identity, schema.permissions, 'delete', { schema, objectId }), deadline);
    if (!removed) throw objectNotFound();
    return restReply({});
  }
}
