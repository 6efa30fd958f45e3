import type { Bus } from '@parlance/bus';
import type { MongoConnections } from '@parlance/mongo';
import type { Logger } from '@parlance/telemetry';
import { AppsFileFollower } from '../apps-file/apps-file-follower.ts';
import { refuseWeakSecrets } from '../keys/refuse-weak-secrets.ts';
import type { Sealing } from '../secrets/sealing.ts';
import { environmentVariable, type ConfigSettings } from '../settings.ts';
import type { AppStore } from './app.store.ts';

interface StartParts {
  readonly settings: ConfigSettings;
  readonly store: AppStore;
  readonly sealing: Sealing;
  readonly connections: MongoConnections;
  readonly bus: Bus;
  readonly logger: Logger;
}

/** Before the first request: secrets are encrypted, the apps file is applied and followed. After the last: connections are closed. */
export class RegistryStart {
  readonly #settings: ConfigSettings;
  readonly #store: AppStore;
  readonly #sealing: Sealing;
  readonly #connections: MongoConnections;
  readonly #follower: AppsFileFollower | undefined;

  constructor({ settings, store, sealing, connections, bus, logger }: StartParts) {
    this.#settings = settings;
    this.#store = store;
    this.#sealing = sealing;
    this.#connections = connections;
    const file = settings.PARLANCE_APPS_FILE;
    if (file === undefined) return;
    const naming = {
      ownUri: settings.MONGODB_URL,
      databasePrefix: settings.PARLANCE_DATABASE_PREFIX,
      controlDatabase: settings.PARLANCE_CONTROL_DATABASE,
    };
    const options = { file, naming, environment: environmentVariable, production: settings.NODE_ENV === 'production' };
    this.#follower = new AppsFileFollower(options, store, bus, logger);
  }

  async onModuleInit(): Promise<void> {
    await this.#follower?.start();
    await this.#sealing.sealStored();
    if (this.#settings.NODE_ENV === 'production') refuseWeakSecrets(await this.#store.list());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#follower?.stop();
    await this.#connections.close();
  }
}
