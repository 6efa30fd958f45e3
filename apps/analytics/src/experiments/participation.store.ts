import { MongoBulkWriteError, readFrom, writeTo, type Collection } from '@parlance/mongo';
import { READ_MS_MAX, type MongoAnalyticsDatabase } from '../database/mongo-analytics-database.ts';
import type { ParticipationDocument } from '../database/documents.ts';

const DUPLICATE_KEY = 11_000;
/** Documents of one command. */
const GROUP = 1_000;

/** The counts of one group. */
export interface GroupCount {
  readonly exposed: number;
  readonly converted: number;
}

/** The installations that take part in experiments: one document each. */
export class ParticipationStore {
  readonly #database: MongoAnalyticsDatabase;

  constructor(database: MongoAnalyticsDatabase) {
    this.#database = database;
  }

  async find(ids: readonly string[]): Promise<ReadonlyMap<string, ParticipationDocument>> {
    const { participations } = await this.#database.open();
    const found = new Map<string, ParticipationDocument>();
    for (let from = 0; from < ids.length; from += GROUP) {
      const group = ids.slice(from, from + GROUP);
      const documents = await readFrom(participations, 'find', () => participations.find({ _id: { $in: group } }).toArray());
      for (const document of documents) found.set(document._id, document);
    }
    return found;
  }

  /**
   * Stores documents whose version is one above the one that is there. One that somebody else has changed meanwhile stays as it is.
   *
   * @returns whether all were stored
   */
  async put(documents: readonly ParticipationDocument[]): Promise<boolean> {
    const { participations } = await this.#database.open();
    let areStored = true;
    for (let from = 0; from < documents.length; from += GROUP) {
      areStored = (await putGroup(participations, documents.slice(from, from + GROUP))) && areStored;
    }
    return areStored;
  }

  /** Those that wait to be looked at again, the longest waiting first. */
  async due(now: number, limit: number): Promise<readonly ParticipationDocument[]> {
    const { participations } = await this.#database.open();
    return readFrom(participations, 'find', () =>
      participations
        .find({ r: { $lte: new Date(now) } })
        .sort({ r: 1 })
        .limit(limit)
        .toArray(),
    );
  }

  /** @param of `<app>|<experiment>` @returns the counts by the place of the variant, of those whose installation is saved */
  async count(of: string, variants: number): Promise<{ readonly groups: readonly GroupCount[]; readonly unsaved: number }> {
    const { participations } = await this.#database.open();
    const pipeline = [{ $match: { e: of, k: true } }, { $group: { _id: { g: '$g', c: '$c' }, n: { $sum: 1 } } }];
    const [counted, unsaved] = await readFrom(participations, 'aggregate', () =>
      Promise.all([
        participations.aggregate<{ _id: { g: number; c: boolean }; n: number }>(pipeline, { maxTimeMS: READ_MS_MAX }).toArray(),
        participations.countDocuments({ e: of, k: false, t: { $exists: true } }, { maxTimeMS: READ_MS_MAX }),
      ]),
    );
    const sum = (isWanted: (one: { g: number; c: boolean }) => boolean) =>
      counted.reduce((total, { _id, n }) => total + (isWanted(_id) ? n : 0), 0);
    const groups = Array.from({ length: variants }, (_, variant) => ({
      exposed: sum(({ g }) => g === variant),
      converted: sum(({ g, c }) => g === variant && c),
    }));
    return { groups, unsaved };
  }
}

async function putGroup(participations: Collection<ParticipationDocument>, documents: readonly ParticipationDocument[]): Promise<boolean> {
  const operations = documents.map((document) =>
    document.v === 1
      ? { insertOne: { document } }
      : { replaceOne: { filter: { _id: document._id, v: document.v - 1 }, replacement: document } },
  );
  return writeTo(participations, 'bulkWrite', async () => {
    try {
      const { insertedCount, matchedCount } = await participations.bulkWrite(operations, { ordered: false });
      return insertedCount + matchedCount === documents.length;
    } catch (error) {
      if (!(error instanceof MongoBulkWriteError)) throw error;
      const faults = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
      if (faults.length === 0 || faults.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
      return false;
    }
  });
}
