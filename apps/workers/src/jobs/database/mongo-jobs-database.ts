import { LazyDatabase, readFrom, type Collection, type Db, type MongoConnections } from '@parlance/mongo';
import type { RunDocument, ScheduleDocument } from './documents.ts';

/** A write counts once a majority has it in the journal: no election takes back a run that was promised. */
const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;
const ENDED_KEPT_S = 30 * 24 * 3_600;

export interface OpenedJobs {
  readonly database: Db;
  readonly runs: Collection<RunDocument>;
  readonly schedules: Collection<ScheduleDocument>;
}

/** The database of jobs: their runs, and when schedules are due. */
export class MongoJobsDatabase extends LazyDatabase<OpenedJobs> {
  constructor(connections: MongoConnections, uri: string, name: string) {
    super(async () => prepare(await connections.database(uri, name)));
  }
}

async function prepare(database: Db): Promise<OpenedJobs> {
  const opened = {
    database,
    runs: database.collection<RunDocument>('runs', DURABLE),
    schedules: database.collection<ScheduleDocument>('schedules', DURABLE),
  };
  const { runs, schedules } = opened;
  await readFrom(runs, 'createIndexes', async () => {
    await runs.createIndex({ state: 1, dueAt: 1 });
    await runs.createIndex({ state: 1, a: 1 });
    await runs.createIndex({ unshown: 1 }, { partialFilterExpression: { unshown: true } });
    await runs.createIndex({ only: 1 }, { unique: true, partialFilterExpression: { only: { $exists: true } } });
    await runs.createIndex({ place: 1 }, { unique: true, partialFilterExpression: { place: { $exists: true } } });
    await runs.createIndex({ moment: 1 }, { unique: true, partialFilterExpression: { moment: { $exists: true } } });
    await runs.createIndex({ schedule: 1, state: 1 }, { partialFilterExpression: { schedule: { $exists: true } } });
    await runs.createIndex({ finishedAt: 1 }, { expireAfterSeconds: ENDED_KEPT_S });
    await schedules.createIndex({ lookAt: 1 });
    await schedules.createIndex({ a: 1 });
  });
  return opened;
}
