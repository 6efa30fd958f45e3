import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { MongoConnections } from '@parlance/mongo';
import type { Apps } from './apps/apps.ts';

/** What begins and ends with the service: hearing of changes, and the connections, which close when the last request has ended. */
export class DataLifetime implements OnModuleInit, OnApplicationShutdown {
  readonly #apps: Apps;
  readonly #connections: MongoConnections;
  #stopListening: (() => void) | undefined;

  constructor(apps: Apps, connections: MongoConnections) {
    this.#apps = apps;
    this.#connections = connections;
  }

  onModuleInit(): void {
    this.#stopListening = this.#apps.listen();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stopListening?.();
    await this.#apps.flush();
    await this.#connections.close();
  }
}
