import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { Apps } from '../apps/apps.ts';

/** A request with an `X-Parse-Request-Id` claims that id before it does anything. */
@Controller()
export class ClaimRequestIdHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.claimRequestId)
  async claim(
    @Payload() { requestId, ttlSeconds }: { requestId: string; ttlSeconds: number },
    @Ctx() context: RequestContext,
  ): Promise<{ claimed: boolean }> {
    const app = await this.apps.of(context);
    const now = Date.now();
    const claimed = await app.requestIds.claim(requestId, new Date(now), new Date(now + ttlSeconds * 1_000));
    return { claimed };
  }
}
