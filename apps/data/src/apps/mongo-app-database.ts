import type { Collection, Db } from '@parlance/mongo';
import type { StoredDocument } from '@parlance/values';

/** A write counts once a majority has it in the journal: no election can take back an answer that a client has. */
const DURABLE = { writeConcern: { w: 'majority' as const } };

/** The database of one app: its collections by their unprefixed names, each made once. */
export class MongoAppDatabase {
  readonly #database: Db;
  readonly #prefix: string;
  readonly #collections = new Map<string, Collection>();

  /** @param prefix goes before the name of every collection, also of those that are no classes */
  constructor(database: Db, prefix: string) {
    this.#database = database;
    this.#prefix = prefix;
  }

  /** Only for names of existing classes and of the platform's own collections: each stays in memory. */
  collection<T extends object = StoredDocument>(name: string): Collection<T> {
    let collection = this.#collections.get(name);
    if (collection === undefined) {
      collection = this.#database.collection(this.nameOf(name), DURABLE);
      this.#collections.set(name, collection);
    }
    return collection as unknown as Collection<T>;
  }

  /** Names of all collections there are, without the prefix, those that are no classes included; those of another prefix are not. */
  async names(): Promise<readonly string[]> {
    const listed = await this.#database.listCollections({}, { nameOnly: true }).toArray();
    const own = listed.filter(({ name }) => name.startsWith(this.#prefix));
    return own.map(({ name }) => name.slice(this.#prefix.length));
  }

  /** The name of a collection in the database. */
  nameOf(name: string): string {
    return this.#prefix + name;
  }
}
