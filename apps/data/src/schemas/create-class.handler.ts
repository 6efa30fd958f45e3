import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { Apps } from '../apps/apps.ts';
import { restReply } from '../reply/rest-reply.ts';
import { createClass } from './create-class.ts';
import { assertAdministers, assertUnlocked, requestedClass } from './schema-request.ts';

/** `POST /schemas/<Class>`. */
@Controller()
export class CreateClassHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.createClass)
  async createClass(@Payload() request: data.CreateClassRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    assertAdministers(context.identity, 'write');
    const app = await this.apps.of(context);
    assertUnlocked(app);
    return restReply(await createClass(app, requestedClass(request.className, request.body), request.body));
  }
}
