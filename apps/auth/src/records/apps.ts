import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { config, type AppSettings, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { asPlatform } from '@parlance/platform-objects';

/** What this service needs to know of an app. */
export interface AuthApp {
  readonly name: string;
  readonly settings: AppSettings;
}

const APPS_MAX = 10_000;

/** The settings of apps, remembered until an event tells of a change. */
export class AuthApps {
  readonly #bus: Bus;
  readonly #known: BoundedCache<string, AuthApp>;

  constructor(bus: Bus, ttlMs: number) {
    this.#bus = bus;
    this.#known = new BoundedCache({ max: APPS_MAX, ttlMs });
  }

  /** Begins to listen to changes. @returns a function that ends it */
  follow(): () => void {
    const endEvents = this.#bus.subscribe(config.appChanged, ({ app }) => this.#known.delete(app));
    const endReconnects = this.#bus.onReconnect(() => this.#known.clear());
    return () => {
      endEvents();
      endReconnects();
    };
  }

  /** @throws InvalidApiKey (403) for an app that is gone since the gateway let the request pass */
  of(context: RequestContext): Promise<AuthApp> {
    return this.#known.getOrLoad(context.app, async () => {
      const { app } = await this.#bus.call(config.getAppAccess, { appId: context.app }, asPlatform(context));
      if (app?.enabled !== true) throw new ParseError('InvalidApiKey', 'unauthorized');
      return { name: app.name, settings: app.settings };
    });
  }
}
