import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { config, type HealthReport, type RequestContext } from '@parlance/contracts';
import { MongoControlDatabase } from '../registry/mongo-control-database.ts';

@Controller()
export class HealthHandler {
  constructor(private readonly database: MongoControlDatabase) {}

  @Handles(config.health)
  async health(@Payload() _request: Record<string, never>, @Ctx() _context: RequestContext): Promise<HealthReport> {
    const ok = await this.database.answers();
    return { dependencies: { mongodb: { ok, detail: ok ? 'The control database answers.' : 'The control database does not answer.' } } };
  }
}
