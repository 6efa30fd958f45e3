import { LazyDatabase, readFrom, type Collection, type Db, type MongoConnections } from '@parlance/mongo';
import type { FailureDocument, TransferDocument } from './transfer-document.ts';

/** A write counts once a majority has it in the journal: no election takes back a step that was made. */
const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

export interface OpenedTransfers {
  readonly database: Db;
  readonly transfers: Collection<TransferDocument>;
  readonly failures: Collection<FailureDocument>;
}

/** Imports and exports, in the database of the workers. */
export class MongoTransfersDatabase extends LazyDatabase<OpenedTransfers> {
  constructor(connections: MongoConnections, uri: string, name: string) {
    super(async () => prepare(await connections.database(uri, name)));
  }
}

async function prepare(database: Db): Promise<OpenedTransfers> {
  const transfers = database.collection<TransferDocument>('transfers', DURABLE);
  const failures = database.collection<FailureDocument>('transfer_failures', DURABLE);
  await readFrom(transfers, 'createIndexes', async () => {
    await transfers.createIndex({ state: 1, dueAt: 1 });
    await transfers.createIndex({ a: 1, kind: 1, createdAt: -1 });
    await transfers.createIndex({ only: 1 }, { unique: true, partialFilterExpression: { only: { $exists: true } } });
    await transfers.createIndex({ leavesFiles: 1, endedAt: 1 }, { partialFilterExpression: { leavesFiles: true } });
    await transfers.createIndex({ mailDueAt: 1 }, { partialFilterExpression: { mailDueAt: { $exists: true } } });
    await transfers.createIndex({ forgottenAt: 1 }, { expireAfterSeconds: 0 });
    await failures.createIndex({ transfer: 1, at: 1 });
    await failures.createIndex({ forgottenAt: 1 }, { expireAfterSeconds: 0 });
  });
  return { database, transfers, failures };
}
