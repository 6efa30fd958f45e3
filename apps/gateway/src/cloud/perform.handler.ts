import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { gateway, type HttpReply, type RequestContext } from '@parlance/contracts';
import { InnerDoor } from './inner-door.ts';

/** REST requests that code of apps makes inside of the deployment. */
@Controller()
export class PerformHandler {
  readonly #door: InnerDoor;

  constructor(door: InnerDoor) {
    this.#door = door;
  }

  @Handles(gateway.perform)
  perform(@Payload() asked: gateway.PerformRequest, @Ctx() context: RequestContext): Promise<HttpReply> {
    return this.#door.perform(asked, context);
  }
}
