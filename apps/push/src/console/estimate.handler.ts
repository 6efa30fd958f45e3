import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { data, push, type RequestContext, type RestReply } from '@parlance/contracts';
import { asPlatform } from '@parlance/platform-objects';
import { restReply } from '@parlance/service';
import { queryFor, readChannels } from '@parlance/push';

/** Larger audiences are told as "at least so many". */
const COUNTED_MAX = 1_000_000;

/** Tells how many installations a push would reach now. */
@Controller()
export class EstimateHandler {
  constructor(@Inject(BUS) private readonly bus: Bus) {}

  @Handles(push.estimate)
  async estimate(@Payload() { body }: { body: Record<string, unknown> }, @Ctx() context: RequestContext): Promise<RestReply> {
    const { where: asked, channels } = body;
    const { where } = queryFor(channels === undefined ? asked : { channels: { $in: readChannels(channels) } });
    const { count, exact } = await this.bus.call(data.countAudience, { where: { ...where }, limit: COUNTED_MAX }, asPlatform(context));
    return restReply({ estimate: count, exact });
  }
}
