import { LazyDatabase, readFrom, type Collection, type Db, type MongoConnections } from '@parlance/mongo';
import type { ActiveDocument, FirstDocument, OpenDocument, ParticipationDocument, RollupDocument, StateDocument } from './documents.ts';

/** Answers of queries may take a while; a read that takes longer belongs into a warehouse. */
export const READ_MS_MAX = 8_000;

/** After so long an open would not be counted any more. */
const OPENS_WAIT_S = 37 * 24 * 3_600;

export interface Opened {
  readonly database: Db;
  readonly rollups: Collection<RollupDocument>;
  readonly actives: Collection<ActiveDocument>;
  readonly firsts: Collection<FirstDocument>;
  readonly opens: Collection<OpenDocument>;
  readonly participations: Collection<ParticipationDocument>;
  readonly state: Collection<StateDocument>;
}

/**
 * The database of events and counts. It is one of its own: events are no objects of an app, grow by other rules, and may stand on another
 * server than those.
 */
export class MongoAnalyticsDatabase extends LazyDatabase<Opened> {
  constructor(connections: MongoConnections, uri: string, name: string) {
    super(async () => prepare(await connections.database(uri, name)));
  }
}

async function prepare(database: Db): Promise<Opened> {
  const [rollups, actives, firsts, opens, participations, state] = [
    database.collection<RollupDocument>('rollups'),
    database.collection<ActiveDocument>('actives'),
    database.collection<FirstDocument>('firsts'),
    database.collection<OpenDocument>('opens'),
    database.collection<ParticipationDocument>('participations'),
    database.collection<StateDocument>('state'),
  ];
  await readFrom(rollups as unknown as Collection, 'createIndexes', async () => {
    for (const collection of [rollups, actives, participations] as unknown as Collection[])
      await collection.createIndex({ exp: 1 }, { expireAfterSeconds: 0 });
    await (opens as unknown as Collection).createIndex({ a: 1, s: 1 });
    await (opens as unknown as Collection).createIndex({ s: 1 }, { expireAfterSeconds: OPENS_WAIT_S });
    await participations.createIndex({ e: 1, k: 1, g: 1, c: 1 });
    await participations.createIndex({ r: 1 }, { sparse: true });
  });
  return { database, rollups, actives, firsts, opens, participations, state };
}
