import { readFrom, writeTo, type Collection } from '@parlance/mongo';
import type { SentPushDocument } from '../database/documents.ts';
import type { MongoPushDatabase } from '../database/mongo-push-database.ts';

/** Of pushes that are removed, how many devices got them and opened them: for 90 days, from which sizes of experiments are suggested. */
export class HistoryStore {
  readonly #database: MongoPushDatabase;

  constructor(database: MongoPushDatabase) {
    this.#database = database;
  }

  /** Adds a push unless it is there. */
  async add({ _id, ...sent }: SentPushDocument): Promise<void> {
    const history = await this.#history();
    await writeTo(history, 'update', () => history.updateOne({ _id }, { $setOnInsert: sent }, { upsert: true }));
  }

  /** Pushes of an app since a time, newest first. */
  async newest(app: string, since: Date, sentMin: number, limit: number): Promise<readonly SentPushDocument[]> {
    const history = await this.#history();
    const filter = { a: app, createdAt: { $gte: since }, sent: { $gte: sentMin } };
    return readFrom(history, 'find', () => history.find(filter).sort({ createdAt: -1 }).limit(limit).toArray());
  }

  async #history(): Promise<Collection<SentPushDocument>> {
    return (await this.#database.open()).history;
  }
}
