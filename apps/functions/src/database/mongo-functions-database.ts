import { LazyDatabase, readFrom, type Collection, type Db, type MongoConnections } from '@parlance/mongo';
import type { CountDocument, LogDocument } from './documents.ts';

/** The name of a database has 63 bytes at most. */
const PREFIX_LENGTH_MAX = 50;

export interface Opened {
  readonly database: Db;
  readonly logs: Collection<LogDocument>;
  readonly counts: Collection<CountDocument>;
}

/** The service's own database: logs and counts of the code of apps. A collection that comes later is added here, with its indexes. */
export class MongoFunctionsDatabase extends LazyDatabase<Opened> {
  constructor(connections: MongoConnections, uri: string, name: string) {
    super(async () => prepare(await connections.database(uri, name)));
  }
}

/** @param prefix the deployment's, as the bus knows it */
export function databaseName(prefix: string): string {
  return `${prefix.slice(0, PREFIX_LENGTH_MAX)}_functions`;
}

async function prepare(database: Db): Promise<Opened> {
  const opened = { database, logs: database.collection<LogDocument>('logs'), counts: database.collection<CountDocument>('counts') };
  await readFrom(opened.logs, 'createIndexes', async () => {
    await opened.logs.createIndex({ a: 1, at: -1, _id: -1 });
    await opened.logs.createIndex({ goesAt: 1 }, { expireAfterSeconds: 0 });
    await opened.counts.createIndex({ a: 1, version: 1, hour: 1 });
    await opened.counts.createIndex({ goesAt: 1 }, { expireAfterSeconds: 0 });
  });
  return opened;
}
