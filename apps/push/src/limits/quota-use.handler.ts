import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { push, type RequestContext } from '@parlance/contracts';
import { PushApps } from '../apps/push-apps.ts';
import { AppPushes } from './app-pushes.ts';

/** Tells `admin` how far an app has got under its quota on pushes. */
@Controller()
export class QuotaUseHandler {
  constructor(
    private readonly apps: PushApps,
    private readonly pushes: AppPushes,
  ) {}

  @Handles(push.quotaUse)
  async use(@Payload() _request: Record<string, never>, @Ctx() context: RequestContext): Promise<push.QuotaUse> {
    const { quota } = await this.apps.of(context);
    return { pushesPerDay: await this.pushes.used(context.app, quota) };
  }
}
