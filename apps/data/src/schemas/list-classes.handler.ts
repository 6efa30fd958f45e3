import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import type { ClassSchema } from '@parlance/values';
import type { App } from '../apps/app.ts';
import { Apps } from '../apps/apps.ts';
import { restReply } from '../reply/rest-reply.ts';
import { describeClass } from './describe-class.ts';
import { assertAdministers } from './schema-request.ts';
import { existingClasses } from './system-schemas.ts';

/** Classes whose indexes are asked for at a time. */
const AT_A_TIME = 16;

/** `GET /schemas`. */
@Controller()
export class ListClassesHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.listClasses)
  async listClasses(@Payload() _request: data.ListClassesRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    assertAdministers(context.identity, 'read');
    const app = await this.apps.of(context);
    return restReply({ results: await describeAll(app, await existingClasses(app)) });
  }
}

async function describeAll(app: Pick<App, 'indexes'>, schemas: readonly ClassSchema[]): Promise<unknown[]> {
  const described: unknown[] = [];
  for (let at = 0; at < schemas.length; at += AT_A_TIME) {
    const some = schemas.slice(at, at + AT_A_TIME);
    described.push(...(await Promise.all(some.map(async (schema) => describeClass(schema, await app.indexes.list(schema.className))))));
  }
  return described;
}
