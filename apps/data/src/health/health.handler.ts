import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type HealthReport, type RequestContext } from '@parlance/contracts';
import { MongoHealth } from './mongo-health.ts';

@Controller()
export class HealthHandler {
  constructor(private readonly mongo: MongoHealth) {}

  @Handles(data.health)
  async health(@Payload() _request: Record<string, never>, @Ctx() _context: RequestContext): Promise<HealthReport> {
    const ok = await this.mongo.answers();
    return { dependencies: { mongodb: { ok, detail: ok ? 'The database answers.' : 'The database does not answer.' } } };
  }
}
