import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { Apps } from '../apps/apps.ts';
import { restReply } from '../reply/rest-reply.ts';
import { describeClass, describeVirtualClass } from './describe-class.ts';
import { assertAdministers, noSuchClass } from './schema-request.ts';
import { existingClass, isVirtualClass } from './system-schemas.ts';

/** `GET /schemas/<Class>`. */
@Controller()
export class DescribeClassHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.describeClass)
  async describeClass(@Payload() { className }: data.DescribeClassRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    assertAdministers(context.identity, 'read');
    const app = await this.apps.of(context);
    if (isVirtualClass(className)) return restReply(describeVirtualClass(className));
    const schema = await existingClass(app, className);
    if (schema === undefined) throw noSuchClass(className);
    return restReply(describeClass(schema, await app.indexes.list(className)));
  }
}
