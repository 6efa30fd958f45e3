import { basename } from 'node:path';
import type { Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';
import type { Logger } from '@parlance/telemetry';
import type { AppStore } from '../registry/app.store.ts';
import { isAway } from '../registry/is-away.ts';
import { ForeignDatabaseError } from '../registry/ownership.ts';
import type { AppDeclaration } from './app-declaration.ts';
import { AppsFileError } from './apps-file-error.ts';
import { FileWatch } from './file-watch.ts';
import type { DatabaseNaming } from './plan-reconciliation.ts';
import { readAppsFile, type ReadAppsFile, type ReadOptions } from './read-apps-file.ts';
import { reconcileApps } from './reconcile-apps.ts';
import { settingsWarnings } from './settings-warnings.ts';

export interface FollowerOptions extends ReadOptions {
  readonly file: string;
  readonly naming: DatabaseNaming;
  /** Asked before each change of the registry. @throws Error when the registry is not this deployment's to change */
  readonly claim: () => Promise<unknown>;
}

/**
 * Applies the apps file at start and whenever it, or a file it refers to, says something new.
 *
 * A file that cannot be used stops the start. Later it changes nothing: the settings applied before stay in force, and the log names
 * the fault once. While MongoDB is away the file waits for it, at start too.
 */
export class AppsFileFollower {
  readonly #options: FollowerOptions;
  readonly #store: AppStore;
  readonly #bus: Bus;
  readonly #logger: Logger;
  #watch: FileWatch | undefined;
  #applied: string | undefined;
  #complaint: string | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: FollowerOptions, store: AppStore, bus: Bus, logger: Logger) {
    this.#options = options;
    this.#store = store;
    this.#bus = bus;
    this.#logger = logger;
  }

  /** @throws AppsFileError when the file cannot be used */
  async start(): Promise<void> {
    const read = readAppsFile(this.#options.file, this.#options);
    warn(read.apps, this.#logger);
    this.#watch = new FileWatch(() => this.look());
    this.#watch.follow(read.files);
    try {
      await this.#apply(read);
    } catch (error) {
      if (!isAway(error)) {
        this.#watch.stop();
        throw error;
      }
      this.#logger.warn('MongoDB is away; the apps file is applied when it is back.');
    }
  }

  /** Looks whether the file says something new, and applies it; one look after the other. */
  look(): void {
    this.#running = this.#running.then(() => this.#lookNow());
  }

  async stop(): Promise<void> {
    this.#watch?.stop();
    await this.#running;
  }

  async #lookNow(): Promise<void> {
    try {
      const read = readAppsFile(this.#options.file, this.#options);
      this.#watch?.follow(read.files);
      if (read.fingerprint !== this.#applied) await this.#apply(read);
      this.#complaint = undefined;
    } catch (error) {
      this.#complain(error);
    }
  }

  async #apply({ apps, fingerprint }: ReadAppsFile): Promise<void> {
    const { file, naming, claim } = this.#options;
    await claim();
    await reconcileApps(file, apps, this.#store, naming, ({ _id, version, enabled }) => {
      this.#bus.publish(config.appChanged, { app: _id, version });
      this.#logger.info({ app: _id, version, enabled }, 'The apps file changed an app.');
    });
    this.#applied = fingerprint;
    this.#logger.info({ file: basename(file), apps: apps.length }, 'The apps file is applied.');
  }

  #complain(error: unknown): void {
    const known = error instanceof AppsFileError || error instanceof ForeignDatabaseError || isAway(error);
    const message = error instanceof Error ? error.message : String(error);
    if (message === this.#complaint) return;
    this.#complaint = message;
    const issues = error instanceof AppsFileError ? error.issues : undefined;
    if (known)
      this.#logger.error({ issues, reason: message }, 'The new apps file is not applied; the settings applied before stay in force.');
    else this.#logger.error({ err: error }, 'The apps file could not be applied.');
  }
}

/** Operators that open something closed by default are told so. */
function warn(apps: readonly AppDeclaration[], logger: Logger): void {
  for (const { id, settings } of apps) for (const { setting, text } of settingsWarnings(settings)) logger.warn({ app: id, setting }, text);
}
