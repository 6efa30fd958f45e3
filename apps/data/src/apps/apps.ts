import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { config, data, type AppId, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { App, AppStores } from './app.ts';

/** Opens the database that the registry maps an app to. */
export type OpenAppStores = (appId: AppId, database: config.AppDatabase) => Promise<AppStores>;

export interface AppsOptions {
  /** Most apps this process holds open at a time. */
  readonly entriesMax: number;
  /** How long an app's settings are believed without having heard of a change. */
  readonly ttlMs: number;
  /** Address of the mount as clients reach it, without a slash at its end. */
  readonly publicUrl: string;
}

interface OpenedStores {
  readonly database: config.AppDatabase;
  readonly stores: AppStores;
}

/**
 * The apps this process serves: settings from the registry, stores opened on first use. Settings are asked for anew when an event says
 * that they changed, or after a short time; stores stay open over that, as long as the app is mapped to the same database.
 */
export class Apps {
  readonly #bus: Bus;
  readonly #openStores: OpenAppStores;
  readonly #apps: BoundedCache<AppId, App>;
  readonly #opened = new Map<AppId, OpenedStores>();
  readonly #openedMax: number;
  readonly #publicUrl: string;

  constructor(bus: Bus, openStores: OpenAppStores, { entriesMax, ttlMs, publicUrl }: AppsOptions) {
    this.#bus = bus;
    this.#openStores = openStores;
    this.#apps = new BoundedCache({ max: entriesMax, ttlMs });
    this.#openedMax = entriesMax;
    this.#publicUrl = publicUrl;
  }

  /** Begins to listen to changes of apps and classes. @returns a function that ends it */
  listen(): () => void {
    const ends = [
      this.#bus.subscribe(config.appChanged, ({ app }) => this.#apps.delete(app)),
      this.#bus.subscribe(data.schemaChanged, ({ app, className }) => this.#opened.get(app)?.stores.schemas.forget(className)),
      this.#bus.onReconnect(() => this.#forgetAll()),
    ];
    return () => ends.forEach((end) => end());
  }

  /**
   * The app a request is for.
   *
   * @throws InvalidApiKey (403) when the registry does not have it or it is disabled: the gateway has asked before, but that may have
   *   changed meanwhile
   */
  async of(context: RequestContext): Promise<App> {
    return this.#apps.get(context.app) ?? this.#apps.getOrLoad(context.app, () => this.#open(context));
  }

  async #open(context: RequestContext): Promise<App> {
    // Everybody who asks for this app meanwhile waits for this one answer: it must not end with the deadline of the first.
    const deadline = Date.now() + config.getAppStorage.deadlineMs;
    const { app } = await this.#bus.call(config.getAppStorage, { appId: context.app }, { ...context, deadline });
    if (app === null || !app.enabled) throw new ParseError('InvalidApiKey', 'unauthorized');
    const { id, settings, database } = app;
    const stores = await this.#storesOf(id, database);
    const filesUrl = `${this.#publicUrl}/files/${id}/`;
    return {
      ...stores,
      id,
      settings,
      fileUrl: (name) => filesUrl + encodeURIComponent(name),
      announceChange: (className) => {
        stores.schemas.forget(className);
        this.#bus.publish(data.schemaChanged, { app: id, className });
      },
    };
  }

  async #storesOf(appId: AppId, database: config.AppDatabase): Promise<AppStores> {
    const opened = this.#opened.get(appId);
    if (opened !== undefined && sameDatabase(opened.database, database)) return opened.stores;
    const stores = await this.#openStores(appId, database);
    this.#opened.delete(appId);
    for (const oldest of this.#opened.keys()) {
      if (this.#opened.size < this.#openedMax) break;
      this.#opened.delete(oldest);
    }
    this.#opened.set(appId, { database, stores });
    return stores;
  }

  #forgetAll(): void {
    this.#apps.clear();
    for (const { stores } of this.#opened.values()) stores.schemas.clear();
  }
}

function sameDatabase(one: config.AppDatabase, other: config.AppDatabase): boolean {
  return one.uri === other.uri && one.name === other.name && one.collectionPrefix === other.collectionPrefix;
}
