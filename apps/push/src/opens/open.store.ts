import { MongoBulkWriteError, readFrom, writeTo, type Collection, type WriteError } from '@parlance/mongo';
import type { OpenDocument } from '../database/documents.ts';
import type { MongoPushDatabase } from '../database/mongo-push-database.ts';

const DUPLICATE_KEY = 11_000;

/** A span of time in which opens were stored. */
export interface Span {
  /** Excluded. */
  readonly after?: Date | undefined;
  /** Included. */
  readonly upTo?: Date | undefined;
}

export type Stride = 'minute' | 'hour' | 'day';

/** The devices that have opened pushes. Each is stored once for each push: an open that is there already stays as it is. */
export class OpenStore {
  readonly #database: MongoPushDatabase;

  constructor(database: MongoPushDatabase) {
    this.#database = database;
  }

  /** Stores opens. @returns those that were not there */
  async add(opens: readonly OpenDocument[]): Promise<readonly OpenDocument[]> {
    if (opens.length === 0) return [];
    const collection = await this.#opens();
    const known = await writeTo(collection, 'insert', async () => {
      try {
        await collection.insertMany([...opens], { ordered: false });
        return new Set<number>();
      } catch (error) {
        return knownIn(error);
      }
    });
    return opens.filter((_, index) => !known.has(index));
  }

  /**
   * How many different installations have opened each of these pushes, exactly and as of now.
   *
   * @param pushIds objectIds of pushes of the app
   * @returns by objectId; pushes that nobody has opened are left out
   */
  async openCounts(app: string, pushIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const collection = await this.#opens();
    const among = pushIds.map((pushId) => `${app}.${pushId}`);
    const stages = [{ $match: { push: { $in: among } } }, { $group: { _id: '$push', n: { $sum: 1 } } }];
    const counted = await readFrom(collection, 'aggregate', () => collection.aggregate<{ _id: string; n: number }>(stages).toArray());
    return new Map(counted.map(({ _id, n }) => [_id.slice(app.length + 1), n]));
  }

  /** How many opens of a push that count were stored in a span of time. */
  async count(push: string, span: Span = {}): Promise<number> {
    const collection = await this.#opens();
    return readFrom(collection, 'count', () => collection.countDocuments(filterOf(push, span)));
  }

  /** The same by the minute, hour or day (UTC) in which they were stored: epoch milliseconds of its start, and the number. */
  async series(push: string, stride: Stride, span: Span): Promise<ReadonlyMap<number, number>> {
    const collection = await this.#opens();
    const stages = [
      { $match: filterOf(push, span) },
      { $group: { _id: { $dateTrunc: { date: '$addedAt', unit: stride } }, n: { $sum: 1 } } },
    ];
    const counted = await readFrom(collection, 'aggregate', () => collection.aggregate<{ _id: Date; n: number }>(stages).toArray());
    return new Map(counted.map(({ _id, n }) => [_id.getTime(), n]));
  }

  async #opens(): Promise<Collection<OpenDocument>> {
    return (await this.#database.open()).opens;
  }
}

function filterOf(push: string, { after, upTo }: Span): object {
  const bounds = { ...(after === undefined ? {} : { $gt: after }), ...(upTo === undefined ? {} : { $lte: upTo }) };
  return { push, ...(Object.keys(bounds).length === 0 ? {} : { addedAt: bounds }) };
}

/** The places of documents that were there already. @throws the error, when it is another one */
function knownIn(error: unknown): ReadonlySet<number> {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const faults: readonly WriteError[] = [error.writeErrors].flat();
  if (faults.length === 0 || faults.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
  return new Set(faults.map(({ index }) => index));
}
