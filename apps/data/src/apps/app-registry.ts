import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { config, type AppId, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';

/** How long a copy serves while the registry does not answer, which then can hardly have changed anything. */
const STALE_MS = 60_000;

export interface AppRegistryOptions {
  /** Most apps remembered. */
  readonly entriesMax: number;
  /** How long a copy is believed without having heard of a change. */
  readonly ttlMs: number;
}

/** What the `config` service says of apps, as this process last heard it. */
export class AppRegistry {
  readonly #bus: Bus;
  readonly #fresh: BoundedCache<AppId, config.AppStorage>;
  readonly #stale: BoundedCache<AppId, config.AppStorage>;
  /** Counts invalidations, so that an answer which one of them has overtaken leaves no copy. */
  #changes = 0;

  constructor(bus: Bus, { entriesMax, ttlMs }: AppRegistryOptions) {
    this.#bus = bus;
    this.#fresh = new BoundedCache({ max: entriesMax, ttlMs });
    this.#stale = new BoundedCache({ max: entriesMax, ttlMs: STALE_MS });
  }

  /** What is known of the app now; undefined when the registry has to be asked. */
  known(appId: AppId): config.AppStorage | undefined {
    return this.#fresh.get(appId);
  }

  /**
   * @throws InvalidApiKey (403) when there is no such app, or it is disabled; ServiceUnavailable, RequestTimeout when the registry does
   *   not answer and no copy is young enough
   */
  get(context: RequestContext): Promise<config.AppStorage> {
    return this.#fresh.getOrLoad(context.app, () => this.#load(context));
  }

  forget(appId: AppId): void {
    this.#changes++;
    this.#fresh.delete(appId);
    this.#stale.delete(appId);
  }

  clear(): void {
    this.#changes++;
    this.#fresh.clear();
    this.#stale.clear();
  }

  async #load(context: RequestContext): Promise<config.AppStorage> {
    const changes = this.#changes;
    try {
      const app = await this.#ask(context);
      if (changes === this.#changes) this.#stale.set(app.id, app);
      return app;
    } catch (error) {
      const stale = isUnanswered(error) ? this.#stale.get(context.app) : undefined;
      if (stale !== undefined) return stale;
      throw error;
    }
  }

  async #ask(context: RequestContext): Promise<config.AppStorage> {
    // Everybody who asks for this app meanwhile waits for this one answer: it must not end with the deadline of the first.
    const deadline = Date.now() + config.getAppStorage.deadlineMs;
    const { app } = await this.#bus.call(config.getAppStorage, { appId: context.app }, { ...context, deadline });
    if (app === null || !app.enabled) throw new ParseError('InvalidApiKey', 'unauthorized');
    return app;
  }
}

function isUnanswered(error: unknown): boolean {
  return error instanceof ParseError && (error.kind === 'ServiceUnavailable' || error.kind === 'RequestTimeout');
}
