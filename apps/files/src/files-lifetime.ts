import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { MongoConnections } from '@parlance/mongo';
import type { TransferServer } from '@parlance/transfers';
import type { Apps } from './apps/apps.ts';

/** Begins and ends with the service: hearing of changes, the server for bytes, and the connections behind it. */
export class FilesLifetime implements OnModuleInit, OnApplicationShutdown {
  readonly #apps: Apps;
  readonly #transfers: TransferServer;
  readonly #connections: MongoConnections;
  #endFollowing: (() => void) | undefined;

  constructor(apps: Apps, transfers: TransferServer, connections: MongoConnections) {
    this.#apps = apps;
    this.#transfers = transfers;
    this.#connections = connections;
  }

  async onModuleInit(): Promise<void> {
    this.#endFollowing = this.#apps.follow();
    await this.#transfers.listen();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#endFollowing?.();
    await this.#transfers.close();
    await this.#connections.close();
  }
}
