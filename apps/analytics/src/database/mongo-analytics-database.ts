import { pingHealth, readFrom, type Collection, type Db, type MongoConnections } from '@parlance/mongo';
import type { ActiveDocument, FirstDocument, RollupDocument, StateDocument } from './documents.ts';

const PING_TIME_MS = 1_500;
/** Answers of queries may take a while; a read that takes longer belongs into a warehouse. */
export const READ_MS_MAX = 8_000;

export interface Opened {
  readonly database: Db;
  readonly rollups: Collection<RollupDocument>;
  readonly actives: Collection<ActiveDocument>;
  readonly firsts: Collection<FirstDocument>;
  readonly state: Collection<StateDocument>;
}

/**
 * The database of events and counts, opened by the first call, and by the next one again when that failed. It is one of its own: events
 * are no objects of an app, grow by other rules, and may stand on another server than those.
 */
export class MongoAnalyticsDatabase {
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
    const [rollups, actives, firsts, state] = [
      database.collection<RollupDocument>('rollups'),
      database.collection<ActiveDocument>('actives'),
      database.collection<FirstDocument>('firsts'),
      database.collection<StateDocument>('state'),
    ];
    await readFrom(rollups as unknown as Collection, 'createIndexes', async () => {
      for (const collection of [rollups, actives] as unknown as Collection[])
        await collection.createIndex({ exp: 1 }, { expireAfterSeconds: 0 });
    });
    return { database, rollups, actives, firsts, state };
  }
}
