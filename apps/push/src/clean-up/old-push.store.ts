import { readFrom, writeTo, type Collection } from '@parlance/mongo';
import { TERMINAL_STATES } from '@parlance/push';
import type { PushDocument } from '../database/documents.ts';
import type { MongoPushDatabase } from '../database/mongo-push-database.ts';

const ENDED = { $in: [...TERMINAL_STATES] };

/** Pushes that have ended, in the order of their ids. */
export class OldPushStore {
  readonly #database: MongoPushDatabase;

  constructor(database: MongoPushDatabase) {
    this.#database = database;
  }

  /** Those that were made before a time. @param after the id behind which the page begins */
  async ended(before: Date, after: string | undefined, limit: number): Promise<readonly PushDocument[]> {
    return this.#page({ state: ENDED, createdAt: { $lt: before } }, after, limit);
  }

  /** Those that ended before a time, and whose partitions are there; not those whose counts are not shown yet. */
  async withPartitions(before: Date, after: string | undefined, limit: number): Promise<readonly PushDocument[]> {
    const filter = { state: ENDED, finishedAt: { $lt: before }, withoutPartitions: { $exists: false }, unshown: { $exists: false } };
    return this.#page(filter, after, limit);
  }

  async noteNoPartitions(_id: string): Promise<void> {
    const pushes = await this.#pushes();
    await writeTo(pushes, 'update', () => pushes.updateOne({ _id }, { $set: { withoutPartitions: true } }));
  }

  async remove(_id: string): Promise<void> {
    const pushes = await this.#pushes();
    await writeTo(pushes, 'delete', () => pushes.deleteOne({ _id, state: ENDED }));
  }

  async #page(filter: object, after: string | undefined, limit: number): Promise<readonly PushDocument[]> {
    const pushes = await this.#pushes();
    const behind = after === undefined ? filter : { ...filter, _id: { $gt: after } };
    return readFrom(pushes, 'find', () => pushes.find(behind).sort({ _id: 1 }).limit(limit).toArray());
  }

  async #pushes(): Promise<Collection<PushDocument>> {
    return (await this.#database.open()).pushes;
  }
}
