import { readFrom, writeTo, type Collection } from '@parlance/mongo';
import type { MongoAnalyticsDatabase } from '../database/mongo-analytics-database.ts';

/** `_id` is `<app>|<name>`. The question is stored as text: its members may have any name. */
interface SavedQueryDocument {
  readonly _id: string;
  readonly a: string;
  readonly name: string;
  readonly question: string;
  readonly savedAt: Date;
}

export interface SavedQuery {
  readonly name: string;
  readonly question: Readonly<Record<string, unknown>>;
  readonly savedAt: Date;
}

export class SavedQueryStore {
  readonly #database: MongoAnalyticsDatabase;

  constructor(database: MongoAnalyticsDatabase) {
    this.#database = database;
  }

  async list(app: string): Promise<readonly SavedQuery[]> {
    const queries = await this.#queries();
    const documents = await readFrom(queries, 'find', () => queries.find(idsOf(app)).sort({ _id: 1 }).toArray());
    return documents.map(savedIn);
  }

  async find(app: string, name: string): Promise<SavedQuery | undefined> {
    const queries = await this.#queries();
    const document = await readFrom(queries, 'find', () => queries.findOne({ _id: idOf(app, name) }));
    return document === null ? undefined : savedIn(document);
  }

  async count(app: string): Promise<number> {
    const queries = await this.#queries();
    return readFrom(queries, 'count', () => queries.countDocuments(idsOf(app)));
  }

  async save(app: string, { name, question, savedAt }: SavedQuery): Promise<void> {
    const queries = await this.#queries();
    const replacement = { a: app, name, question: JSON.stringify(question), savedAt };
    await writeTo(queries, 'replace', () => queries.replaceOne({ _id: idOf(app, name) }, replacement, { upsert: true }));
  }

  /** @returns false when there was none of that name */
  async delete(app: string, name: string): Promise<boolean> {
    const queries = await this.#queries();
    const { deletedCount } = await writeTo(queries, 'delete', () => queries.deleteOne({ _id: idOf(app, name) }));
    return deletedCount > 0;
  }

  async #queries(): Promise<Collection<SavedQueryDocument>> {
    return (await this.#database.open()).database.collection<SavedQueryDocument>('savedQueries');
  }
}

function idOf(app: string, name: string): string {
  return `${app}|${name}`;
}

/** Ids of apps hold no bar, so that nothing of another app is between. */
function idsOf(app: string): { readonly _id: { readonly $gte: string; readonly $lt: string } } {
  return { _id: { $gte: `${app}|`, $lt: `${app}}` } };
}

function savedIn({ name, question, savedAt }: SavedQueryDocument): SavedQuery {
  return { name, question: JSON.parse(question) as SavedQuery['question'], savedAt };
}
