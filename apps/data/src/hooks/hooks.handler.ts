import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Handles } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { Apps } from '../apps/apps.ts';
import { assertOwnName } from '../classes/service-authority.ts';
import { queryTimeMs } from '../find/query-time.ts';
import type { HookStore } from './hook.store.ts';

/** The webhooks of an app, for the service that decides about them. */
@Controller()
export class HooksHandler {
  constructor(private readonly apps: Apps) {}

  @Handles(data.listHooks)
  async list(@Payload() _nothing: Record<string, never>, @Ctx() context: RequestContext): Promise<{ hooks: data.Hook[] }> {
    assertOwnName(context.identity);
    const { hooks, settings } = await this.apps.of(context);
    return { hooks: [...(await hooks.list(queryTimeMs(settings.queryTimeoutMs, context.deadline)))] };
  }

  @Handles(data.storeHook)
  async store(@Payload() { hook, where }: data.StoreHookRequest, @Ctx() context: RequestContext): Promise<{ stored: boolean }> {
    const hooks = await this.#of(context);
    return { stored: await (where === 'absent' ? hooks.add(hook) : hooks.replace(hook)) };
  }

  @Handles(data.removeHook)
  async remove(@Payload() key: data.HookKey, @Ctx() context: RequestContext): Promise<{ removed: boolean }> {
    return { removed: await (await this.#of(context)).remove(key) };
  }

  async #of(context: RequestContext): Promise<HookStore> {
    assertOwnName(context.identity);
    return (await this.apps.of(context)).hooks;
  }
}
