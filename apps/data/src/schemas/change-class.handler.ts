import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext, type RestReply } from '@parlance/contracts';
import { Apps } from '../apps/apps.ts';
import { restReply } from '../reply/rest-reply.ts';
import { changeClass } from './change-class.ts';
import { assertAdministers, assertOneName, assertUnlocked } from './schema-request.ts';

/** `PUT /schemas/<Class>`. */
@Controller()
export class ChangeClassHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.changeClass)
  async changeClass(@Payload() { className, body }: data.ChangeClassRequest, @Ctx() context: RequestContext): Promise<RestReply> {
    assertAdministers(context.identity, 'write');
    const app = await this.apps.of(context);
    assertUnlocked(app);
    assertOneName(className, body);
    return restReply(await changeClass(app, className, body, context.deadline));
  }
}
