import { MongoBulkWriteError, readFrom, writeTo, type Collection, type WriteError } from '@parlance/mongo';
import type { OpenDocument } from '../database/documents.ts';
import type { MongoAnalyticsDatabase } from '../database/mongo-analytics-database.ts';

const DUPLICATE_KEY = 11_000;

/** Opens of pushes that the push service is to be told of. */
export class WaitingOpens {
  readonly #database: MongoAnalyticsDatabase;

  constructor(database: MongoAnalyticsDatabase) {
    this.#database = database;
  }

  /** Adds those that are not there. */
  async add(opens: readonly OpenDocument[]): Promise<void> {
    if (opens.length === 0) return;
    const collection = await this.#opens();
    await writeTo(collection, 'insert', async () => {
      try {
        await collection.insertMany([...opens], { ordered: false });
      } catch (error) {
        if (!(error instanceof MongoBulkWriteError)) throw error;
        const faults: readonly WriteError[] = [error.writeErrors].flat();
        if (faults.length === 0 || faults.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
      }
    });
  }

  /** The apps of which opens wait. */
  async apps(): Promise<readonly string[]> {
    const collection = await this.#opens();
    return readFrom(collection, 'distinct', () => collection.distinct('a'));
  }

  /** The oldest ones of an app. */
  async oldest(app: string, limit: number): Promise<readonly OpenDocument[]> {
    const collection = await this.#opens();
    return readFrom(collection, 'find', () => collection.find({ a: app }).sort({ s: 1 }).limit(limit).toArray());
  }

  async remove(ids: readonly string[]): Promise<void> {
    const collection = await this.#opens();
    await writeTo(collection, 'delete', () => collection.deleteMany({ _id: { $in: [...ids] } }));
  }

  async #opens(): Promise<Collection<OpenDocument>> {
    return (await this.#database.open()).opens;
  }
}
