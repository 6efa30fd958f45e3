import { MongoConnections, MongoServerError, type Collection, type Db, type Document } from '@parlance/mongo';

/** A question took longer than the bound that every question has. */
export class TimeUp extends Error {
  override readonly name = 'TimeUp';
}

/** The user of the address may not read this. */
export class NotAllowed extends Error {
  override readonly name = 'NotAllowed';
}

const TIME_UP = 50;
const UNAUTHORIZED = 13;
/** Stages of a pipeline that write. */
const WRITING_STAGES: ReadonlySet<string> = new Set(['$out', '$merge']);

export interface StoredIndex {
  readonly name: string;
  readonly key: Readonly<Record<string, unknown>>;
  readonly unique?: boolean;
  readonly sparse?: boolean;
  readonly partialFilterExpression?: unknown;
  readonly collation?: { readonly locale?: string; readonly strength?: number };
  readonly expireAfterSeconds?: number;
}

export interface ServerFacts {
  readonly version: string;
  /** Name of the replica set; `sharded` behind a mongos; undefined for a single server. */
  readonly set: string | undefined;
}

export interface ReadBounds {
  /** Of each question. */
  readonly questionMs: number;
}

/**
 * A database of Parse Server, as the doctor sees it: there is no way to write here. Names of collections are those of the storage format,
 * without the prefix of the database.
 */
export class OldDatabase {
  readonly name: string;
  readonly prefix: string;
  readonly #database: Db;
  readonly #bounds: ReadBounds;

  constructor(database: Db, prefix: string, bounds: ReadBounds) {
    this.#database = database;
    this.name = database.databaseName;
    this.prefix = prefix;
    this.#bounds = bounds;
  }

  /** The same database with another prefix. */
  under(prefix: string): OldDatabase {
    return new OldDatabase(this.#database, prefix, this.#bounds);
  }

  async server(): Promise<ServerFacts> {
    const [{ version }, hello] = await Promise.all([
      this.#asked(() => this.#database.command({ buildInfo: 1 })),
      this.#asked(() => this.#database.command({ hello: 1 })),
    ]);
    const set = hello['msg'] === 'isdbgrid' ? 'sharded' : (hello['setName'] as string | undefined);
    return { version: String(version), set };
  }

  /** Every collection below the prefix, and the number of others. Views count as collections. */
  async collections(): Promise<{ readonly names: readonly string[]; readonly others: readonly string[] }> {
    const listed = await this.#asked(() => this.#database.listCollections({}, { nameOnly: true, authorizedCollections: true }).toArray());
    const all = listed.map(({ name }) => name).filter((name) => !name.startsWith('system.'));
    const ours = all.filter((name) => name.startsWith(this.prefix)).map((name) => name.slice(this.prefix.length));
    return { names: ours.sort(), others: all.filter((name) => !name.startsWith(this.prefix)).sort() };
  }

  /** By the collection's own record: at once, and exact but for crashes and chunks on the move. */
  estimatedCount(collection: string): Promise<number> {
    return this.#asked(() => this.#of(collection).estimatedDocumentCount({ maxTimeMS: this.#bounds.questionMs }));
  }

  count(collection: string, filter: Document): Promise<number> {
    return this.#asked(() => this.#of(collection).countDocuments(filter, { maxTimeMS: this.#bounds.questionMs }));
  }

  async indexes(collection: string): Promise<readonly StoredIndex[]> {
    return this.#asked(() => this.#of(collection).listIndexes().toArray()) as Promise<readonly StoredIndex[]>;
  }

  /** At most `limit` documents that fit, whole or projected. */
  find(collection: string, filter: Document, limit: number, projection: Document = {}): Promise<readonly Document[]> {
    return this.#asked(() => this.#of(collection).find(filter, { limit, projection, maxTimeMS: this.#bounds.questionMs }).toArray());
  }

  /** The rows of a pipeline, which are few: the database sorts and groups, on disk where memory does not do. */
  async rows(collection: string, pipeline: readonly Document[], collation?: { locale: string; strength: number }): Promise<Document[]> {
    const writing = pipeline.flatMap((stage) => Object.keys(stage)).find((stage) => WRITING_STAGES.has(stage));
    if (writing !== undefined) throw new Error(`The doctor writes nothing: ${writing}.`);
    const options = { allowDiskUse: true, maxTimeMS: this.#bounds.questionMs, ...(collation === undefined ? {} : { collation }) };
    return this.#asked(() =>
      this.#of(collection)
        .aggregate([...pipeline], options)
        .toArray(),
    );
  }

  #of(collection: string): Collection<{ _id: unknown } & Document> {
    return this.#database.collection(this.prefix + collection);
  }

  async #asked<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    try {
      return await question();
    } catch (error) {
      if (!(error instanceof MongoServerError)) throw error;
      if (error.code === TIME_UP) throw new TimeUp('The question took too long.', { cause: error });
      if (error.code === UNAUTHORIZED) throw new NotAllowed('The user may not read this.', { cause: error });
      throw error;
    }
  }
}

export interface OpenedDatabase {
  readonly database: OldDatabase;
  close(): Promise<void>;
}

const CONNECTIONS_MAX = 4;
const SELECTION_MS_MAX = 5_000;

/**
 * Opens the database that the address names, as Parse Server does: `test` where it names none. Reads go to a secondary where the address
 * says nothing else and there is one.
 *
 * @throws ParseError ServiceUnavailable when no server answers; Error for a malformed address. Neither holds the address
 */
export async function openOldDatabase(uri: string, prefix: string, bounds: ReadBounds): Promise<OpenedDatabase> {
  const connections = new MongoConnections({
    appName: 'parlance-doctor',
    maxPoolSize: CONNECTIONS_MAX,
    serverSelectionTimeoutMs: Math.min(bounds.questionMs, SELECTION_MS_MAX),
  });
  try {
    const connection = await connections.connect(withReadPreference(uri));
    return { database: new OldDatabase(connection.getClient().db(), prefix, bounds), close: () => connections.close() };
  } catch (error) {
    await connections.close();
    throw error;
  }
}

function withReadPreference(uri: string): string {
  if (/[?&]readPreference=/i.test(uri)) return uri;
  const [address = '', query] = uri.split('?', 2);
  const withPath = /^[a-z+]+:\/\/[^/]+$/i.test(address) ? `${address}/` : address;
  return `${withPath}?${query === undefined || query === '' ? '' : `${query}&`}readPreference=secondaryPreferred`;
}
