import { readFrom, writeTo, type Collection } from '@parlance/mongo';
import { WRITERS_COLLECTION } from '@parlance/platform-classes';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import { WRITER_LEASE_MS, type WriterStore } from './writer.store.ts';

interface WriterDocument {
  readonly _id: string;
  readonly until: Date;
}

/** `_Writers`: one document per process, with the end of its lease by the clock of the database, so that no other clock counts. */
export class MongoWriterStore implements WriterStore {
  readonly #writers: Collection<WriterDocument>;

  constructor(database: MongoAppDatabase) {
    this.#writers = database.collection<WriterDocument>(WRITERS_COLLECTION);
  }

  async register(worker: string): Promise<void> {
    const until = [{ $set: { until: { $add: ['$$NOW', WRITER_LEASE_MS] } } }];
    await writeTo(this.#writers, 'update', () => this.#writers.updateOne({ _id: worker }, until, { upsert: true }));
    // Registrations that processes have left behind when they died.
    const over = { $expr: { $lt: ['$until', { $subtract: ['$$NOW', WRITER_LEASE_MS] }] } };
    await writeTo(this.#writers, 'delete', () => this.#writers.deleteMany(over));
  }

  async leave(worker: string): Promise<void> {
    await writeTo(this.#writers, 'delete', () => this.#writers.deleteOne({ _id: worker }));
  }

  async others(worker: string): Promise<readonly string[]> {
    const filter = { _id: { $ne: worker }, $expr: { $gt: ['$until', '$$NOW'] } };
    const found = await readFrom(this.#writers, 'find', () => this.#writers.find(filter, { projection: { _id: 1 } }).toArray());
    return found.map(({ _id }) => _id);
  }
}
