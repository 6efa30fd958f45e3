import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { auth, type HealthReport, type RequestContext } from '@parlance/contracts';

/** It owns nothing that could be down by itself; whom it asks tell of themselves. */
@Controller()
export class HealthHandler {
  @Handles(auth.health)
  async health(@Payload() _request: Record<string, never>, @Ctx() _context: RequestContext): Promise<HealthReport> {
    return { dependencies: {} };
  }
}
