import { PUBLIC } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { APP_ID, config, NO_APP } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { compileApp, type App } from './app.ts';

/** Ids that are no app's count too; such an entry is a few bytes. */
const APPS_MAX = 10_000;
/** How long a copy is trusted when the event that should have ended it was lost. */
const FRESH_MS = 5_000;
/** How long a copy serves while the registry does not answer, which then can hardly have changed anything. */
const STALE_MS = 60_000;
const LOOKUP_MS = 3_000;

/** The apps that exist, as this process last heard of them. */
export class AppDirectory {
  readonly #bus: Bus;
  readonly #fresh = new BoundedCache<string, App | 'none'>({ max: APPS_MAX, ttlMs: FRESH_MS });
  readonly #stale = new BoundedCache<string, App>({ max: APPS_MAX, ttlMs: STALE_MS });
  /** Counts invalidations, so that a lookup one of them has overtaken leaves no stale copy. */
  #changes = 0;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /** Follows changes. @returns a function that ends it */
  follow(): () => void {
    const endEvents = this.#bus.subscribe(config.appChanged, ({ app }) => this.forget(app));
    const endReconnects = this.#bus.onReconnect(() => this.#forgetAll());
    return () => {
      endEvents();
      endReconnects();
    };
  }

  /**
   * @returns undefined for an app that does not exist or is disabled
   * @throws ParseError ServiceUnavailable or RequestTimeout when the registry does not answer and no copy is young enough
   */
  async get(appId: string, requestId: string): Promise<App | undefined> {
    const app = this.#fresh.get(appId) ?? (await this.#lookUp(appId, requestId));
    return app === 'none' ? undefined : app;
  }

  /** Makes the next request read the app anew. */
  forget(appId: string): void {
    this.#changes++;
    this.#fresh.delete(appId);
    this.#stale.delete(appId);
  }

  #forgetAll(): void {
    this.#changes++;
    this.#fresh.clear();
    this.#stale.clear();
  }

  async #lookUp(appId: string, requestId: string): Promise<App | 'none'> {
    if (!APP_ID.test(appId)) return 'none';
    return this.#fresh.getOrLoad(appId, () => this.#load(appId, requestId));
  }

  async #load(appId: string, requestId: string): Promise<App | 'none'> {
    const changes = this.#changes;
    try {
      const context = { app: NO_APP, identity: PUBLIC, deadline: Date.now() + LOOKUP_MS, requestId };
      const { app: access } = await this.#bus.call(config.getAppAccess, { appId }, context);
      if (access?.enabled !== true) return 'none';
      const app = compileApp(access);
      if (changes === this.#changes) this.#stale.set(appId, app);
      return app;
    } catch (error) {
      const stale = isUnanswered(error) ? this.#stale.get(appId) : undefined;
      if (stale !== undefined) return stale;
      throw error;
    }
  }
}

function isUnanswered(error: unknown): boolean {
  return error instanceof ParseError && (error.kind === 'ServiceUnavailable' || error.kind === 'RequestTimeout');
}
