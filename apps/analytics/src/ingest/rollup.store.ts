import { MongoBulkWriteError, readFrom, writeTo, type AnyBulkWriteOperation } from '@parlance/mongo';
import type { RollupDocument } from '../database/documents.ts';
import type { MongoAnalyticsDatabase } from '../database/mongo-analytics-database.ts';

/** A document to be stored. */
export interface Replacement {
  readonly document: RollupDocument;
  /** The number in the stored document; undefined when there is none. */
  readonly stored: number | undefined;
}

/** Documents asked for by one read. */
const PAGE = 5_000;
const DUPLICATE_KEY = 11_000;

/** Another process writes the same documents: this one is not the writer any more. */
export class OvertakenError extends Error {}

/** The documents of counts. */
export class RollupStore {
  readonly #database: MongoAnalyticsDatabase;

  constructor(database: MongoAnalyticsDatabase) {
    this.#database = database;
  }

  async find(ids: readonly string[]): Promise<readonly RollupDocument[]> {
    const { rollups } = await this.#database.open();
    const found: RollupDocument[] = [];
    for (let from = 0; from < ids.length; from += PAGE) {
      const page = ids.slice(from, from + PAGE);
      found.push(...(await readFrom(rollups, 'find', () => rollups.find({ _id: { $in: page } }).toArray())));
    }
    return found;
  }

  /** @throws OvertakenError when a stored document has another number than expected */
  async replace(replacements: readonly Replacement[]): Promise<void> {
    if (replacements.length === 0) return;
    const { rollups } = await this.#database.open();
    const operations = replacements.map(({ document, stored }): AnyBulkWriteOperation<RollupDocument> => {
      if (stored === undefined) return { insertOne: { document } };
      const { _id, ...replacement } = document;
      return { replaceOne: { filter: { _id, q: stored }, replacement } };
    });
    const expected = replacements.filter(({ stored }) => stored !== undefined).length;
    const matched = await writeTo(rollups, 'bulkWrite', async () => {
      try {
        return (await rollups.bulkWrite(operations, { ordered: false })).matchedCount;
      } catch (error) {
        if (error instanceof MongoBulkWriteError && error.code === DUPLICATE_KEY) return undefined;
        throw error;
      }
    });
    if (matched !== expected) throw new OvertakenError('Another process has written counts.');
  }
}
