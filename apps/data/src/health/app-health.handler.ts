import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { Apps } from '../apps/apps.ts';

/** The part of `GET /health` with a master key that tells of the app's own database. */
@Controller()
export class AppHealthHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.appHealth)
  async report(@Payload() _nothing: Record<string, never>, @Ctx() context: RequestContext): Promise<data.AppHealth> {
    const app = await this.apps.of(context);
    return app.databaseHealth.report();
  }
}
