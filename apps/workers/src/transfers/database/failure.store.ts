import { readFrom, writeTo, type Collection } from '@parlance/mongo';
import type { MongoTransfersDatabase } from './mongo-transfers-database.ts';
import type { FailureDocument } from './transfer-document.ts';

/** The rows that imports have not taken, each with its reason. */
export class FailureStore {
  readonly #database: MongoTransfersDatabase;

  constructor(database: MongoTransfersDatabase) {
    this.#database = database;
  }

  /** Notes rows; one that was noted before stays one. */
  async note(failures: readonly FailureDocument[]): Promise<void> {
    if (failures.length === 0) return;
    const collection = await this.#failures();
    const operations = failures.map((failure) => ({ replaceOne: { filter: { _id: failure._id }, replacement: failure, upsert: true } }));
    await writeTo(collection, 'update', () => collection.bulkWrite(operations, { ordered: false }));
  }

  /** Some rows in their order. @param after `at` of the last one of the page before */
  async page(transfer: string, after: number, limit: number): Promise<readonly FailureDocument[]> {
    const collection = await this.#failures();
    const cursor = () => collection.find({ transfer, at: { $gt: after } });
    return readFrom(collection, 'find', () => cursor().sort({ at: 1 }).limit(limit).toArray());
  }

  async #failures(): Promise<Collection<FailureDocument>> {
    return (await this.#database.open()).failures;
  }
}
