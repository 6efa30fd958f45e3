import { LazyDatabase, readFrom, type Collection, type Db, type MongoConnections } from '@parlance/mongo';
import type { ExperimentDocument } from './experiment-document.ts';
import type { LeaseDocument, OpenDocument, PartitionDocument, PushDocument, SentPushDocument, WaveDocument } from './documents.ts';

/** A write counts once a majority has it in the journal: no election can take back a promise or a delivery. */
const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

/** Opens are kept for a week longer than the push that they belong to. */
const OPENS_KEPT_S = 37 * 24 * 3_600;
const HISTORY_KEPT_S = 90 * 24 * 3_600;

export interface Opened {
  readonly database: Db;
  readonly pushes: Collection<PushDocument>;
  readonly waves: Collection<WaveDocument>;
  readonly partitions: Collection<PartitionDocument>;
  readonly experiments: Collection<ExperimentDocument>;
  readonly opens: Collection<OpenDocument>;
  readonly history: Collection<SentPushDocument>;
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
    experiments: database.collection<ExperimentDocument>('experiments', DURABLE),
    opens: database.collection<OpenDocument>('opens', DURABLE),
    history: database.collection<SentPushDocument>('history', DURABLE),
    leases: database.collection<LeaseDocument>('leases'),
  };
  await readFrom(opened.pushes, 'createIndexes', async () => {
    await opened.pushes.createIndex({ state: 1, dueAt: 1 });
    await opened.pushes.createIndex({ unshown: 1 }, { partialFilterExpression: { unshown: true } });
    await opened.pushes.createIndex({ a: 1, createdAt: -1 });
    await opened.pushes.createIndex({ a: 1, key: 1 }, { unique: true, partialFilterExpression: { key: { $exists: true } } });
    await opened.experiments.createIndex({ a: 1, createdAt: -1 });
    await opened.pushes.createIndex({ a: 1, pushHash: 1, createdAt: -1 });
    await opened.pushes.createIndex({ 'opens.dueAt': 1 }, { sparse: true });
    await opened.waves.createIndex({ push: 1, state: 1 });
    await opened.partitions.createIndex({ push: 1, state: 1 });
    await opened.partitions.createIndex({ wave: 1, state: 1 });
    await opened.partitions.createIndex({ state: 1, a: 1, lane: 1 });
    await opened.opens.createIndex({ push: 1, addedAt: 1 });
    await opened.history.createIndex({ a: 1, createdAt: -1 });
    await opened.history.createIndex({ createdAt: 1 }, { expireAfterSeconds: HISTORY_KEPT_S });
    await opened.opens.createIndex({ addedAt: 1 }, { expireAfterSeconds: OPENS_KEPT_S });
  });
  return opened;
}
