import { PUBLIC } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { APP_ID, config, NO_APP, type AppId, type Operation, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';

/** How long a copy serves while the registry does not answer, which then can hardly have changed anything. */
const STALE_MS = 60_000;

/** The members of every answer of the registry, whichever service asks. */
export interface RegisteredApp {
  readonly id: AppId;
  readonly enabled: boolean;
}

/** The part of a bus that a copy needs. */
export type RegistryBus = Pick<Bus, 'call' | 'subscribe' | 'onReconnect'>;

export interface RegistryCopyOptions<Wire extends RegisteredApp, App> {
  /** Asks `config` for this service's view of an app; null for an app that does not exist. */
  readonly operation: Operation<{ appId: AppId }, { app: Wire | null }>;
  /** Makes an answer ready for all requests until the next one. */
  readonly compile: (wire: Wire) => App;
  /** Most apps remembered. Ids that are no app's count too; such an entry is a few bytes. */
  readonly entriesMax: number;
  /** How long a copy is trusted when the event that should have ended it was lost. */
  readonly ttlMs: number;
}

/**
 * The apps that exist, as this process last heard of them from `config`.
 *
 * A copy is trusted for `ttlMs`, and goes on to serve for a minute while the registry does not answer. An event that an app changed, and
 * a connection to the bus that was lost for a while, end both.
 */
export class RegistryCopy<Wire extends RegisteredApp, App> {
  readonly #bus: RegistryBus;
  readonly #operation: RegistryCopyOptions<Wire, App>['operation'];
  readonly #compile: (wire: Wire) => App;
  readonly #fresh: BoundedCache<AppId, App | 'none'>;
  readonly #stale: BoundedCache<AppId, App>;
  /** Counts invalidations, so that an answer which one of them has overtaken leaves no stale copy. */
  #changes = 0;

  constructor(bus: RegistryBus, { operation, compile, entriesMax, ttlMs }: RegistryCopyOptions<Wire, App>) {
    this.#bus = bus;
    this.#operation = operation;
    this.#compile = compile;
    this.#fresh = new BoundedCache({ max: entriesMax, ttlMs });
    this.#stale = new BoundedCache({ max: entriesMax, ttlMs: STALE_MS });
  }

  /** Follows changes. @returns a function that ends it */
  follow(): () => void {
    const endEvents = this.#bus.subscribe(config.appChanged, ({ app }) => this.forget(app));
    const endReconnects = this.#bus.onReconnect(() => this.clear());
    return () => {
      endEvents();
      endReconnects();
    };
  }

  /** The app as far as a trusted copy tells, without a promise; undefined when `get` or `of` has to be asked. */
  known(appId: AppId): App | undefined {
    const app = this.#fresh.get(appId);
    return app === 'none' ? undefined : app;
  }

  /**
   * @returns undefined for an app that does not exist or is disabled
   * @throws ParseError ServiceUnavailable or RequestTimeout when the registry does not answer and no copy is young enough
   */
  async get(appId: AppId, requestId: string): Promise<App | undefined> {
    const app = this.#fresh.get(appId) ?? (await this.#lookUp(appId, requestId));
    return app === 'none' ? undefined : app;
  }

  /**
   * The app that a request is for: the gateway has found it before, but that may have changed meanwhile.
   *
   * @throws as `get`; InvalidApiKey (403) when the app does not exist or is disabled
   */
  async of({ app: appId, requestId }: Pick<RequestContext, 'app' | 'requestId'>): Promise<App> {
    const app = await this.get(appId, requestId);
    if (app === undefined) throw new ParseError('InvalidApiKey', 'unauthorized');
    return app;
  }

  /** Makes the next request read the app anew. */
  forget(appId: AppId): void {
    this.#changes++;
    this.#fresh.delete(appId);
    this.#stale.delete(appId);
  }

  /** Makes the next requests read all apps anew. */
  clear(): void {
    this.#changes++;
    this.#fresh.clear();
    this.#stale.clear();
  }

  async #lookUp(appId: AppId, requestId: string): Promise<App | 'none'> {
    if (!APP_ID.test(appId)) return 'none';
    return this.#fresh.getOrLoad(appId, () => this.#load(appId, requestId));
  }

  async #load(appId: AppId, requestId: string): Promise<App | 'none'> {
    const changes = this.#changes;
    try {
      const wire = await this.#ask(appId, requestId);
      if (wire?.enabled !== true) return 'none';
      const app = this.#compile(wire);
      if (changes === this.#changes) this.#stale.set(appId, app);
      return app;
    } catch (error) {
      const stale = isUnanswered(error) ? this.#stale.get(appId) : undefined;
      if (stale !== undefined) return stale;
      throw error;
    }
  }

  async #ask(appId: AppId, requestId: string): Promise<Wire | null> {
    // Everybody who asks for this app meanwhile waits for this one answer: it must not end with the deadline of the first.
    const context = { app: NO_APP, identity: PUBLIC, deadline: Date.now() + this.#operation.deadlineMs, requestId };
    const { app } = await this.#bus.call(this.#operation, { appId }, context);
    return app;
  }
}

function isUnanswered(error: unknown): boolean {
  return error instanceof ParseError && (error.kind === 'ServiceUnavailable' || error.kind === 'RequestTimeout');
}
