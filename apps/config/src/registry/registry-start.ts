import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Bus } from '@parlance/bus';
import type { MongoConnections } from '@parlance/mongo';
import type { Logger } from '@parlance/telemetry';
import { AppsFileFollower } from '../apps-file/apps-file-follower.ts';
import { refuseWeakSecrets } from '../keys/refuse-weak-secrets.ts';
import type { AuditStore } from '../audit/audit.store.ts';
import type { Sealing } from '../secrets/sealing.ts';
import { environmentVariable, type ConfigSettings } from '../settings.ts';
import type { AppStore } from './app.store.ts';
import { isAway } from './is-away.ts';
import type { OneBus } from './one-bus.ts';
import type { Ownership } from './ownership.ts';

interface StartParts {
  readonly settings: ConfigSettings;
  readonly store: AppStore;
  readonly sealing: Sealing;
  readonly audit: AuditStore;
  readonly ownership: Ownership;
  readonly oneBus: OneBus;
  readonly connections: MongoConnections;
  readonly bus: Bus;
  readonly logger: Logger;
}

/** Before the first request: the control database is found to be this deployment's, secrets are encrypted, the apps file is applied and followed. After the last: connections are closed. */
export class RegistryStart {
  readonly #settings: ConfigSettings;
  readonly #store: AppStore;
  readonly #sealing: Sealing;
  readonly #audit: AuditStore;
  readonly #ownership: Ownership;
  readonly #oneBus: OneBus;
  readonly #bus: Bus;
  readonly #connections: MongoConnections;
  readonly #follower: AppsFileFollower | undefined;

  constructor({ settings, store, sealing, audit, ownership, oneBus, connections, bus, logger }: StartParts) {
    this.#settings = settings;
    this.#store = store;
    this.#sealing = sealing;
    this.#audit = audit;
    this.#ownership = ownership;
    this.#oneBus = oneBus;
    this.#bus = bus;
    this.#connections = connections;
    const file = settings.PARLANCE_APPS_FILE;
    if (file === undefined) return;
    const naming = {
      ownUri: settings.MONGODB_URL,
      databasePrefix: settings.PARLANCE_DATABASE_PREFIX,
      controlDatabase: settings.PARLANCE_CONTROL_DATABASE,
    };
    const production = settings.NODE_ENV === 'production';
    const options = { file, naming, environment: environmentVariable, production, claim: () => ownership.claim() };
    this.#follower = new AppsFileFollower(options, store, bus, logger);
  }

  /** @throws Error when the control database, or the bus, is another deployment's, or a registry of this one is on another bus */
  async onModuleInit(): Promise<void> {
    await this.#join();
    await this.#follower?.start();
    await this.#sealing.sealStored();
    await this.#keepAudit();
    if (this.#settings.NODE_ENV === 'production') refuseWeakSecrets(await this.#store.list());
  }

  /** While MongoDB is away the audit keeps its entries, until the next start. */
  async #keepAudit(): Promise<void> {
    await this.#audit.keepFor(this.#settings.PARLANCE_AUDIT_DAYS).catch((error: unknown) => {
      if (!isAway(error)) throw error;
    });
  }

  /** While MongoDB is away nobody knows whose it is: then the question is asked again before the apps file is applied. */
  async #join(): Promise<void> {
    const database = await this.#ownership.claim().catch((error: unknown) => {
      if (isAway(error)) return undefined;
      throw error;
    });
    const { PARLANCE_APPS_FILE: file } = this.#settings;
    const shares = {
      ...(database === undefined ? {} : { 'control database': [database] }),
      ...(file === undefined ? {} : { 'apps file': marksOf(file) }),
    };
    const others = await this.#bus.introduce({ shares });
    if (others === undefined) return this.#oneBus.join();
    throw new Error(
      `The bus prefix "${this.#bus.prefix}" is taken: ${others}. Two registries on one bus would answer in turn: give this deployment a name ` +
        'of its own (PARLANCE_DEPLOYMENT), or stop the other one first, to take its place.',
    );
  }

  /** Others wait for this process to be heard from here on: it serves within moments. */
  onApplicationBootstrap(): void {
    this.#oneBus.show();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#oneBus.leave();
    await this.#follower?.stop();
    await this.#connections.close();
  }
}

/** By the one or the other, replicas see that they follow the same file: they may have it in different places, or not all have its newest form. */
function marksOf(file: string): string[] {
  try {
    return [resolve(file), hash('sha256', readFileSync(file), 'hex')];
  } catch {
    return []; // The code that needs the file says that it cannot be read.
  }
}
