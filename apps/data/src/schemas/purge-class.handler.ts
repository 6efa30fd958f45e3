import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { isInternalCollection, platformClass } from '@parlance/platform-classes';
import { emptySchema } from '@parlance/values';
import { Apps } from '../apps/apps.ts';
import { restReply } from '../reply/rest-reply.ts';
import { relationsOf } from './relations-of.ts';
import { assertAdministers } from './schema-request.ts';

/**
 * `DELETE /purge/<Class>`: every object goes, and the members of their relations; the class stays. Classes of the platform are purged
 * whether anything has described them or not; collections that are no classes are closed.
 */
@Controller()
export class PurgeClassHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.purgeClass)
  async purgeClass(@Payload() { className }: data.PurgeClassRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    assertAdministers(context.identity, 'write');
    const app = await this.apps.of(context);
    if (isInternalCollection(className)) throw new ParseError('OperationForbidden', 'Permission denied');
    const schema = (await app.schemaStore.read(className)) ?? (platformClass(className) === undefined ? undefined : emptySchema(className));
    if (schema !== undefined) await app.classStorage.clear(className, relationsOf(schema), context.deadline);
    // A change of everybody's roles makes every process look again at all sessions of the app.
    if (platformClass(className)?.announces !== undefined) app.announceIdentityChange({ kind: 'roles' });
    return restReply({});
  }
}
