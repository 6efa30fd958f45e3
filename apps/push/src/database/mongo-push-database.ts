import { LazyDatabase, readFrom, type Collection, type Db, type MongoConnections } from '@parlance/mongo';
import type { LeaseDocument, PartitionDocument, PushDocument, WaveDocument } from './documents.ts';

/** A write counts once a majority has it in the journal: no election can take back a promise or a delivery. */
const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

export interface Opened {
  readonly database: Db;
  readonly pushes: Collection<PushDocument>;
  readonly waves: Collection<WaveDocument>;
  readonly partitions: Collection<PartitionDocument>;
  readonly leases: Collection<LeaseDocument>;
}

/** The database of the work of pushes. */
export class MongoPushDatabase extends LazyDatabase<Opened> {
  constructor(connections: MongoConnections, uri: string, name: string) {
    super(async () => prepare(await connections.database(uri, name)));
  }
}

async function prepare(database: Db): Promise<Opened> {
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
