import { pingHealth, readFrom, type Collection, type Db, type MongoConnections } from '@parlance/mongo';
import type { LeaseDocument, PartitionDocument, PushDocument, WaveDocument } from './documents.ts';

const PING_TIME_MS = 1_500;
/** A write counts once a majority has it in the journal: no election can take back a promise or a delivery. */
const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

export interface Opened {
  readonly database: Db;
  readonly pushes: Collection<PushDocument>;
  readonly waves: Collection<WaveDocument>;
  readonly partitions: Collection<PartitionDocument>;
  readonly leases: Collection<LeaseDocument>;
}

/** The database of the work of pushes, opened by the first call, and by the next one again when that failed. */
export class MongoPushDatabase {
  readonly #connections: MongoConnections;
  readonly #uri: string;
  readonly #name: string;
  #opening: Promise<Opened> | undefined;

  constructor(connections: MongoConnections, uri: string, name: string) {
    this.#connections = connections;
    this.#uri = uri;
    this.#name = name;
  }

  /** @throws ParseError ServiceUnavailable when no server answers */
  async open(): Promise<Opened> {
    this.#opening ??= this.#open();
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  async answers(): Promise<boolean> {
    try {
      return await pingHealth((await this.open()).database, PING_TIME_MS);
    } catch {
      return false; // The reason is in the log of the code that needs the database for more than this.
    }
  }

  async #open(): Promise<Opened> {
    const database = await this.#connections.database(this.#uri, this.#name);
    const opened = {
      database,
      pushes: database.collection<PushDocument>('pushes', DURABLE),
      waves: database.collection<WaveDocument>('waves', DURABLE),
      partitions: database.collection<PartitionDocument>('partitions', DURABLE),
      leases: database.collection<LeaseDocument>('leases'),
    };
    await readFrom(opened.pushes, 'createIndexes', async () => {
      await opened.pushes.createIndex({ state: 1, dueAt: 1 });
      await opened.pushes.createIndex({ a: 1, createdAt: -1 });
      await opened.pushes.createIndex({ a: 1, key: 1 }, { unique: true, partialFilterExpression: { key: { $exists: true } } });
      await opened.waves.createIndex({ push: 1, state: 1 });
      await opened.partitions.createIndex({ push: 1, state: 1 });
      await opened.partitions.createIndex({ wave: 1, state: 1 });
    });
    return opened;
  }
}
