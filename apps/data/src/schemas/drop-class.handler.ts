import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { invalidClassName, isClassName } from '@parlance/values';
import { Apps } from '../apps/apps.ts';
import { restReply } from '../reply/rest-reply.ts';
import { relationsOf } from './relations-of.ts';
import { assertAdministers } from './schema-request.ts';
import { isVirtualClass } from './system-schemas.ts';

/** `DELETE /schemas/<Class>`: only an empty class can be dropped. */
@Controller()
export class DropClassHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.dropClass)
  async dropClass(@Payload() { className }: data.DropClassRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    assertAdministers(context.identity, 'write');
    const app = await this.apps.of(context);
    if (!isClassName(className)) throw invalidClassName(className);
    if (isVirtualClass(className)) throw new ParseError('OperationForbidden', `The class ${className} belongs to the platform.`);
    const schema = await app.schemaStore.read(className);
    assertEmpty(className, await app.classStorage.count(className));
    if (schema !== undefined) assertEmpty(className, await app.removals.dropClass(className, relationsOf(schema)));
    return restReply({});
  }
}

function assertEmpty(className: string, objects: number): void {
  if (objects === 0) return;
  throw new ParseError('ClassNotEmpty', `Class ${className} is not empty, contains ${objects} objects, cannot drop schema.`);
}
