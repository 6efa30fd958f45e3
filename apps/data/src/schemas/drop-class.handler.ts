import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { platformClass } from '@parlance/platform-classes';
import { invalidClassName, isClassName, type ClassSchema } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { Apps } from '../apps/apps.ts';
import { restReply } from '../reply/rest-reply.ts';
import { relationsOf } from './relations-of.ts';
import { assertAdministers, assertUnlocked } from './schema-request.ts';
import { existingClass, isSettingsClass, isVirtualClass } from './system-schemas.ts';

/** `DELETE /schemas/<Class>`: only an empty class can be dropped. */
@Controller()
export class DropClassHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.dropClass)
  async dropClass(@Payload() { className }: data.DropClassRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    assertAdministers(context.identity, 'write');
    const app = await this.apps.of(context);
    assertUnlocked(app);
    if (!isClassName(className) || isSettingsClass(className)) throw invalidClassName(className);
    assertEmpty(className, await app.classStorage.count(className));
    // A virtual class is there as long as the platform is, and so are its indexes.
    const schema = isVirtualClass(className) ? undefined : await storedSchema(app, className);
    if (schema !== undefined) assertEmpty(className, await app.removals.dropClass(className, relationsOf(schema)));
    return restReply({});
  }
}

/** The class by its document, which a class of the platform that was used without one is given now, so that it can be dropped like any. */
async function storedSchema(app: Pick<App, 'schemaStore' | 'indexes'>, className: string): Promise<ClassSchema | undefined> {
  const schema = await existingClass(app, className);
  if (schema !== undefined && platformClass(className) !== undefined) await app.schemaStore.createClass(schema);
  return schema;
}

function assertEmpty(className: string, objects: number): void {
  if (objects === 0) return;
  throw new ParseError('ClassNotEmpty', `Class ${className} is not empty, contains ${objects} objects, cannot drop schema.`);
}
