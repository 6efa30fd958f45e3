import { setTimeout as sleep } from 'node:timers/promises';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { MongoConnections } from '@parlance/mongo';
import type { Apps } from './apps/apps.ts';
import type { SchemaApplies } from './declared-schemas/schema-applies.ts';

/** A database that does not answer must not hold up the end of a process. */
const FLUSH_MAX_MS = 1_000;

/** Begins and ends with the service: hearing of changes, and the connections, which close when the last request has ended. */
export class DataLifetime implements OnModuleInit, OnApplicationShutdown {
  readonly #apps: Apps;
  readonly #applies: SchemaApplies;
  readonly #connections: MongoConnections;
  #stopListening: (() => void) | undefined;

  constructor(apps: Apps, applies: SchemaApplies, connections: MongoConnections) {
    this.#apps = apps;
    this.#applies = applies;
    this.#connections = connections;
  }

  onModuleInit(): void {
    this.#stopListening = this.#apps.listen();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopListening?.();
    const work = Promise.all([this.#apps.flush(), this.#applies.stop()]);
    await Promise.race([work, sleep(FLUSH_MAX_MS, undefined, { ref: false })]);
    await this.#connections.close();
  }
}
