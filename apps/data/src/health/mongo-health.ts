import { pingHealth, type MongoConnections } from '@parlance/mongo';

/** A probe waits for an answer within two seconds; the rest is the way there. */
const PING_TIMEOUT_MS = 1_000;

/** Whether the deployment's own MongoDB answers. Databases that single apps are mapped to say nothing about the service. */
export class MongoHealth {
  readonly #connections: MongoConnections;
  readonly #uri: string;

  constructor(connections: MongoConnections, uri: string) {
    this.#connections = connections;
    this.#uri = uri;
  }

  async answers(): Promise<boolean> {
    try {
      return await pingHealth(await this.#connections.database(this.#uri, 'admin'), PING_TIMEOUT_MS);
    } catch {
      return false; // Not even a connection: the reason is in the log of the commands that fail for it.
    }
  }
}
