import { readFrom, writeTo, type AnyBulkWriteOperation } from '@parlance/mongo';
import type { CountDocument } from '../database/documents.ts';
import type { MongoFunctionsDatabase } from '../database/mongo-functions-database.ts';
import type { Counts } from './counts.ts';

/** Counts are kept for a week. */
const KEPT_MS = 7 * 86_400_000;

/** The counts of all apps and replicas. @throws everywhere ServiceUnavailable (2), RequestTimeout (124) */
export class CountStore {
  readonly #database: MongoFunctionsDatabase;

  constructor(database: MongoFunctionsDatabase) {
    this.#database = database;
  }

  async add(counts: readonly Counts[]): Promise<void> {
    const { counts: collection } = await this.#database.open();
    await writeTo(collection, 'update', () => collection.bulkWrite(counts.map(updateOf), { ordered: false }));
  }

  /** The counts of an app since an hour, of the given versions. */
  async since(app: string, versions: readonly string[], hour: Date): Promise<readonly CountDocument[]> {
    const { counts } = await this.#database.open();
    return readFrom(counts, 'find', () => counts.find({ a: app, version: { $in: [...versions] }, hour: { $gte: hour } }).toArray());
  }
}

function updateOf({
  app,
  version,
  part,
  by,
  hour,
  calls,
  errors,
  timeouts,
  times,
  lastError,
}: Counts): AnyBulkWriteOperation<CountDocument> {
  const grown = Object.fromEntries([...times].map(([range, count]) => [`times.b${range}`, count]));
  return {
    updateOne: {
      filter: { _id: JSON.stringify([app, version, by, part.kind, part.name, hour.getTime()]) },
      update: {
        $setOnInsert: { a: app, version, part, by, hour, goesAt: new Date(hour.getTime() + KEPT_MS) },
        $inc: { calls, errors, timeouts, ...grown },
        ...(lastError === undefined ? {} : { $set: { lastError } }),
      },
      upsert: true,
    },
  };
}
