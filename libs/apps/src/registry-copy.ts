import { PUBLIC } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { APP_ID, config, NO_APP, type AppId, type Operation, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';

/** How long a request for an app that is known waits for the registry, before it goes on with the copy there is. */
const PATIENCE_MS = 500;
/** The same while the registry has not answered the question before. */
const SHORT_PATIENCE_MS = 50;

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
 * A copy is trusted for `ttlMs`, and then, or after the connection to the bus was lost for a while, asked for anew. While the registry does
 * not answer it goes on to serve, for however long: nobody but the registry changes apps. It ends with an answer that replaces it, and
 * with an event that its app changed.
 */
export class RegistryCopy<Wire extends RegisteredApp, App> {
  readonly #bus: RegistryBus;
  readonly #operation: RegistryCopyOptions<Wire, App>['operation'];
  readonly #compile: (wire: Wire) => App;
  readonly #fresh: BoundedCache<AppId, App | 'none'>;
  /** The last answers of the registry about apps that exist. */
  readonly #last: BoundedCache<AppId, App>;
  #isSilent = false;
  /** Counts invalidations, so that an answer which one of them has overtaken leaves no stale copy. */
  #changes = 0;

  constructor(bus: RegistryBus, { operation, compile, entriesMax, ttlMs }: RegistryCopyOptions<Wire, App>) {
    this.#bus = bus;
    this.#operation = operation;
    this.#compile = compile;
    this.#fresh = new BoundedCache({ max: entriesMax, ttlMs });
    this.#last = new BoundedCache({ max: entriesMax });
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
   * @throws ParseError ServiceUnavailable or RequestTimeout when the registry does not answer and there is no copy
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
    this.#last.delete(appId);
  }

  /** Makes the next requests ask for all apps anew; copies serve again where the registry does not answer. */
  clear(): void {
    this.#changes++;
    this.#fresh.clear();
  }

  async #lookUp(appId: AppId, requestId: string): Promise<App | 'none'> {
    if (!APP_ID.test(appId)) return 'none';
    return this.#fresh.getOrLoad(appId, () => this.#load(appId, requestId));
  }

  async #load(appId: AppId, requestId: string): Promise<App | 'none'> {
    const changes = this.#changes;
    const answer = this.#ask(appId, requestId).then((wire) => this.#take(appId, wire, changes));
    if (this.#last.get(appId) === undefined) return answer;
    try {
      const inTime = await inPatience(answer, this.#isSilent ? SHORT_PATIENCE_MS : PATIENCE_MS);
      this.#isSilent = inTime === undefined;
      if (inTime !== undefined) return inTime;
    } catch (error) {
      const last = isUnanswered(error) ? this.#last.get(appId) : undefined;
      if (last === undefined) throw error;
      return last;
    }
    answer.then(
      (late) => this.#settle(appId, late, changes),
      () => undefined, // The copy serves on; the next question tells whether the registry answers again.
    );
    return this.#last.get(appId) ?? answer;
  }

  /** Keeps an answer, unless a change has overtaken it. */
  #take(appId: AppId, wire: Wire | null, changes: number): App | 'none' {
    const app = wire?.enabled === true ? this.#compile(wire) : 'none';
    if (changes !== this.#changes) return app;
    if (app === 'none') this.#last.delete(appId);
    else this.#last.set(appId, app);
    return app;
  }

  /** An answer for which nobody waited any more. */
  #settle(appId: AppId, app: App | 'none', changes: number): void {
    this.#isSilent = false;
    if (changes === this.#changes) this.#fresh.set(appId, app);
  }

  async #ask(appId: AppId, requestId: string): Promise<Wire | null> {
    // Everybody who asks for this app meanwhile waits for this one answer: it must not end with the deadline of the first.
    const context = { app: NO_APP, identity: PUBLIC, deadline: Date.now() + this.#operation.deadlineMs, requestId };
    const { app } = await this.#bus.call(this.#operation, { appId }, context);
    return app;
  }
}

/** @returns undefined when the answer does not come in time */
async function inPatience<T>(answer: Promise<T>, patienceMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, patienceMs, undefined);
  });
  try {
    return await Promise.race([answer, patience]);
  } finally {
    clearTimeout(timer);
  }
}

function isUnanswered(error: unknown): boolean {
  return error instanceof ParseError && (error.kind === 'ServiceUnavailable' || error.kind === 'RequestTimeout');
}
