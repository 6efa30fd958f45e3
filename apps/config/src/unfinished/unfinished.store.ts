import type { config } from '@parlance/contracts';
import { readFrom, writeTo, type Collection } from '@parlance/mongo';
import type { MongoControlDatabase } from '../registry/mongo-control-database.ts';

/** Collection `unfinished`: one document for a kind of work on an app. `_id`: `<kind>/<app>`. */
interface UnfinishedDocument extends config.Unfinished {
  readonly _id: string;
}

const READ_TIME_MS = 2_500;
/** Work is begun by hand: more would be a fault. */
const LISTED_MAX = 1_000;

/** Work that was begun and is not over. */
export class UnfinishedStore {
  readonly #database: MongoControlDatabase;

  constructor(database: MongoControlDatabase) {
    this.#database = database;
  }

  /** Resolves when a majority has it: the work may begin then. */
  async begin(work: config.Unfinished): Promise<void> {
    const unfinished = await this.#collection();
    const _id = idOf(work);
    await writeTo(unfinished, 'update', () => unfinished.replaceOne({ _id }, work, { upsert: true, writeConcern: { w: 'majority' } }));
  }

  async end(work: Pick<config.Unfinished, 'app' | 'kind'>): Promise<void> {
    const unfinished = await this.#collection();
    await writeTo(unfinished, 'delete', () => unfinished.deleteOne({ _id: idOf(work) }));
  }

  /** The oldest first. */
  async list(): Promise<readonly config.Unfinished[]> {
    const unfinished = await this.#collection();
    const found = await readFrom(unfinished, 'find', () =>
      unfinished.find({}, { sort: { since: 1 }, limit: LISTED_MAX, maxTimeMS: READ_TIME_MS }).toArray(),
    );
    return found.map(({ _id, ...work }) => work);
  }

  async #collection(): Promise<Collection<UnfinishedDocument>> {
    const { database } = await this.#database.open();
    return database.collection<UnfinishedDocument>('unfinished');
  }
}

function idOf({ kind, app }: Pick<config.Unfinished, 'app' | 'kind'>): string {
  return `${kind}/${app}`;
}
