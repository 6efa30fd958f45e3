import { PUBLIC } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { APP_ID, config, NO_APP, type AppId, type Operation, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { LastingCopy } from './lasting-copy.ts';

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
export class RegistryCopy<Wire extends RegisteredApp, App extends object> {
  readonly #bus: RegistryBus;
  readonly #options: Pick<RegistryCopyOptions<Wire, App>, 'operation' | 'compile'>;
  readonly #apps: LastingCopy<App>;

  constructor(bus: RegistryBus, { operation, compile, entriesMax, ttlMs }: RegistryCopyOptions<Wire, App>) {
    this.#bus = bus;
    this.#options = { operation, compile };
    this.#apps = new LastingCopy({ ask: (appId, requestId) => this.#ask(appId, requestId), entriesMax, ttlMs });
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
    return this.#apps.known(appId);
  }

  /**
   * @returns undefined for an app that does not exist or is disabled
   * @throws ParseError ServiceUnavailable or RequestTimeout when the registry does not answer and there is no copy
   */
  async get(appId: AppId, requestId: string): Promise<App | undefined> {
    const known = this.#apps.known(appId);
    return known !== undefined || !APP_ID.test(appId) ? known : this.#apps.get(appId, requestId);
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
    this.#apps.forget(appId);
  }

  /** Makes the next requests ask for all apps anew; copies serve again where the registry does not answer. */
  clear(): void {
    this.#apps.clear();
  }

  async #ask(appId: AppId, requestId: string): Promise<App | undefined> {
    const { operation, compile } = this.#options;
    // Everybody who asks for this app meanwhile waits for this one answer: it must not end with the deadline of the first.
    const context = { app: NO_APP, identity: PUBLIC, deadline: Date.now() + operation.deadlineMs, requestId };
    const { app } = await this.#bus.call(operation, { appId }, context);
    return app?.enabled === true ? compile(app) : undefined;
  }
}
