import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { BUS, Handles, type Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { config, type RequestContext } from '@parlance/contracts';
import type { AppRecord } from '../registry/app-record.ts';
import { AppStore } from '../registry/app.store.ts';

interface ListRequest {
  readonly limit: number;
  readonly after: string;
  readonly only?: readonly string[] | undefined;
}

const COPIES_MAX = 10_000;
/** A change forgets the copy at once; where its event was lost, the next one is not far. */
const COPY_MS = 500;

/** Apps for the admin service, which knows the apps that its caller may see. */
@Controller()
export class AdministeredAppsHandler {
  readonly #shown = new BoundedCache<string, config.ShownApp | null>({ max: COPIES_MAX, ttlMs: COPY_MS });
  readonly #end: () => void;

  constructor(
    private readonly apps: AppStore,
    @Inject(BUS) bus: Bus,
  ) {
    this.#end = bus.subscribe(config.appChanged, ({ app }) => this.#shown.delete(app));
  }

  @Handles(config.listApps)
  async list(@Payload() { limit, after, only }: ListRequest, @Ctx() _context: RequestContext): Promise<{ apps: config.ShownApp[] }> {
    return { apps: (await this.apps.page(limit, after, only)).map(shown) };
  }

  @Handles(config.showApp)
  async show(@Payload() { appId }: { appId: string }, @Ctx() _context: RequestContext): Promise<{ app: config.ShownApp | null }> {
    return { app: await this.#shown.getOrLoad(appId, (id) => this.#load(id)) };
  }

  onApplicationShutdown(): void {
    this.#end();
  }

  async #load(id: string): Promise<config.ShownApp | null> {
    const app = await this.apps.find(id);
    return app && shown(app);
  }
}

function shown({ _id: id, name, enabled, version }: AppRecord): config.ShownApp {
  return { id, name, enabled, version };
}
