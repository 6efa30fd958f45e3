import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { files, type RequestContext } from '@parlance/contracts';
import { Apps } from '../apps/apps.ts';

/** Tells how much room the files of an app take, to holders of its master keys. */
@Controller()
export class UsageHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(files.readUsage)
  async read(@Payload() _request: Record<string, never>, @Ctx() context: RequestContext): Promise<files.Usage> {
    const app = await this.apps.of(context);
    const stores: Record<string, { files: number; bytes: number }> = {};
    for (const [name, store] of app.files.stores) stores[name] = { ...(await store.usage()) };
    return { stores, quota: app.settings.files.quota };
  }
}
