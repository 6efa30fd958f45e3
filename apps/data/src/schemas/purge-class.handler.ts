import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { platformClass } from '@parlance/platform-classes';
import { Apps } from '../apps/apps.ts';
import { assertWritable, classPolicy } from '../classes/class-policy.ts';
import { restReply } from '../reply/rest-reply.ts';
import { relationsOf } from './relations-of.ts';
import { assertAdministers } from './schema-request.ts';

/** `DELETE /purge/<Class>`: every object goes, and the members of their relations; the class stays. A class that is closed to writes is closed to this one. */
@Controller()
export class PurgeClassHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.purgeClass)
  async purgeClass(@Payload() { className }: data.PurgeClassRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    assertAdministers(context.identity, 'write');
    const app = await this.apps.of(context);
    const policy = classPolicy(className);
    if (policy === undefined) return restReply({});
    assertWritable(policy, className, { identity: context.identity, operation: 'delete', objectId: undefined, trusted: false });
    const schema = await app.schemaStore.read(className);
    if (schema !== undefined) await app.classStorage.clear(className, relationsOf(schema), context.deadline);
    // A change of everybody's roles makes every process look again at all sessions of the app.
    if (platformClass(className)?.announces !== undefined) app.announceIdentityChange({ kind: 'roles' });
    return restReply({});
  }
}
