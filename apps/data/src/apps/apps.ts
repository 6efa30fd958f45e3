import { RegistryCopy } from '@parlance/apps';
import type { Bus } from '@parlance/bus';
import { auth, config, data, type AppCode, type AppId, type RequestContext } from '@parlance/contracts';
import { filePaths } from '@parlance/file-urls';
import type { SchemaCache } from '../schemas/schema-cache.ts';
import { Activity } from './activity.ts';
import type { App, AppStores } from './app.ts';
import type { TriggersOf } from '../triggers/class-triggers.ts';
import { NO_SLOTS, type WriteSlots } from '../write/slots.ts';

/** Opens the database that the registry maps an app to. */
export type OpenAppStores = (appId: AppId, database: config.AppDatabase) => Promise<AppStores>;

export interface AppsOptions {
  /** Most apps this process holds open at a time. */
  readonly entriesMax: number;
  /** How long an app's settings are believed without having heard of a change. */
  readonly ttlMs: number;
  /** Address of the mount as clients reach it, without a slash at its end. */
  readonly publicUrl: string;
  /** The features that take part in the writes of an app; asked when the app is opened and when its settings change. */
  readonly slotsOf?: SlotsOf;
  /** The triggers of the app's own code; undefined for an app without any. They take the place of those that `slotsOf` names. */
  readonly triggersOf?: (code: AppCode) => TriggersOf | undefined;
}

/** @returns NO_SLOTS for an app in whose writes nothing takes part */
export type SlotsOf = (appId: AppId, settings: App['settings']) => WriteSlots;

/** An app that is open, or being opened. */
interface Opened {
  readonly storage: config.AppForData;
  readonly app: Promise<App>;
}

/**
 * The apps this process serves: settings from the registry, stores opened on first use. Stores and their memory outlive a change
 * of settings, as long as the app is mapped to the same database.
 */
export class Apps {
  readonly #bus: Bus;
  readonly #openStores: OpenAppStores;
  readonly #registry: RegistryCopy<config.AppForData, config.AppForData>;
  readonly #opened = new Map<AppId, Opened>();
  readonly #options: AppsOptions;
  /** Requests of all apps, but for those that services make by themselves. */
  readonly activity = new Activity();

  constructor(bus: Bus, openStores: OpenAppStores, options: AppsOptions) {
    this.#bus = bus;
    this.#openStores = openStores;
    this.#registry = new RegistryCopy(bus, { operation: config.appForData, compile: (storage) => storage, ...options });
    this.#options = options;
  }

  /** Begins to listen to changes of apps and classes. @returns a function that ends it */
  listen(): () => void {
    const ends = [
      this.#registry.follow(),
      this.#bus.subscribe(data.schemaChanged, ({ app, className }) => this.#withSchemas(app, (schemas) => schemas.forget(className))),
      this.#bus.subscribe(data.confirmChange, ({ app, className, id }) => this.#confirm(app, className, id)),
      this.#bus.subscribe(data.samplesAsked, (asked) => this.#tellSamples(asked)),
      this.#bus.subscribe(data.appForgotten, ({ app }) => void this.#opened.delete(app)),
      this.#bus.onReconnect(() => this.#forgetSchemas()),
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
    if (context.identity.kind !== 'platform') this.activity.note();
    const storage = this.#registry.known(context.app) ?? (await this.#registry.of(context));
    const opened = this.#opened.get(context.app);
    if (opened?.storage === storage) return opened.app;
    const opening = { storage, app: this.#open(storage, opened) };
    this.#keep(storage.id, opening);
    opening.app.catch(() => {
      if (this.#opened.get(storage.id) === opening) this.#opened.delete(storage.id);
    });
    return opening.app;
  }

  /** Saves the query times that are not saved yet, and ends the registration as a writer: the last thing before the connections close. */
  async flush(): Promise<void> {
    const flushed = Array.from(this.#opened.values(), ({ app }) =>
      app.then(
        async ({ queries, writers }) => {
          await Promise.all([queries.flush(), writers.leave().catch(() => undefined)]);
        },
        () => undefined, // It could not be opened, and so nothing was seen.
      ),
    );
    await Promise.all(flushed);
  }

  async #open(storage: config.AppForData, before: Opened | undefined): Promise<App> {
    const { id, database } = storage;
    const stays = before !== undefined && sameDatabase(before.storage.database, database);
    return this.#appOf(storage, await (stays ? before.app : this.#openStores(id, database)));
  }

  #appOf({ id, settings, fileUrlKeys: keys, code, hidesAccounts }: config.AppForData, stores: AppStores): App {
    const { files, fileKey } = settings;
    const slots = this.#options.slotsOf?.(id, settings) ?? NO_SLOTS;
    const triggers = this.#options.triggersOf?.(code);
    return {
      ...stores,
      ...stores.queries.watched(settings),
      id,
      settings,
      slots: triggers === undefined ? slots : { ...slots, triggers },
      codeState: code.state,
      hidesAccounts,
      fileUrl: filePaths({ ...files, appId: id, base: this.#options.publicUrl, keys, fileKey }),
      announceIdentityChange: (change) => this.#bus.publish(auth.identityChanged, { app: id, change }),
    };
  }

  /** The app opened longest ago makes room. */
  #keep(appId: AppId, opened: Opened): void {
    this.#opened.delete(appId);
    for (const oldest of this.#opened.keys()) {
      if (this.#opened.size < this.#options.entriesMax) break;
      this.#opened.delete(oldest);
    }
    this.#opened.set(appId, opened);
  }

  #forgetSchemas(): void {
    for (const appId of this.#opened.keys()) this.#withSchemas(appId, (schemas) => schemas.clear());
  }

  /** An app that is not open here, or not any more, is not confirmed: the process that asks waits by the clock then. */
  #confirm(appId: AppId, className: string, id: string): void {
    this.#opened.get(appId)?.app.then(
      ({ schemas, writers }) => {
        schemas.forget(className);
        void writers.confirm(id);
      },
      () => undefined, // It could not be opened, and so writes nothing.
    );
  }

  #tellSamples({ app: appId, className, id, asking }: { app: AppId; className: string; id: string; asking: string }): void {
    this.#opened.get(appId)?.app.then(
      ({ accessSamples, writers }) => {
        const samples = [...accessSamples.of(className)];
        if (writers.worker !== asking && samples.length > 0) this.#bus.publish(data.samplesTold, { app: appId, id, samples });
      },
      () => undefined, // It could not be opened, and so nothing was seen.
    );
  }

  #withSchemas(appId: AppId, work: (schemas: SchemaCache) => void): void {
    this.#opened.get(appId)?.app.then(
      ({ schemas }) => work(schemas),
      () => undefined, // It could not be opened, and so remembers nothing.
    );
  }
}

function sameDatabase(one: config.AppDatabase, other: config.AppDatabase): boolean {
  return one.uri === other.uri && one.name === other.name && one.collectionPrefix === other.collectionPrefix;
}
