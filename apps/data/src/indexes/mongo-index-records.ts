import { readFrom, writeTo, type Collection, type Document } from '@parlance/mongo';
import { SCHEMA_COLLECTION } from '@parlance/platform-classes';
import { isObject } from '@parlance/values';
import type { MongoAppDatabase } from '../apps/mongo-app-database.ts';
import type { NewIndex } from './index-store.ts';

/** An index that is being made, or, with an error, could not be. */
export interface IndexRecord {
  readonly since: Date;
  readonly error: string | undefined;
}

/** Parse Server's list of indexes by name. */
const INDEXES = '_metadata.indexes';
/** Indexes being made, and those that could not be, which Parse Server leaves alone. */
const BUILDS = '_metadata.index_builds';

/** The records of indexes in `_SCHEMA`. Their names may hold dots, so that members are set by pipelines. */
export class MongoIndexRecords {
  readonly #schemas: Collection<Document & { readonly _id: string }>;

  constructor(database: MongoAppDatabase) {
    this.#schemas = database.collection<Document & { readonly _id: string }>(SCHEMA_COLLECTION);
  }

  async read(className: string): Promise<ReadonlyMap<string, IndexRecord>> {
    const projection = { [BUILDS]: 1 };
    const document = await readFrom(this.#schemas, 'find', () => this.#schemas.findOne({ _id: className }, { projection }));
    const metadata: unknown = document?.['_metadata'];
    const builds = isObject(metadata) && isObject(metadata['index_builds']) ? metadata['index_builds'] : {};
    const records = new Map<string, IndexRecord>();
    for (const [name, record] of Object.entries(builds)) {
      if (!isObject(record) || !(record['since'] instanceof Date)) continue;
      records.set(name, { since: record['since'], error: typeof record['error'] === 'string' ? record['error'] : undefined });
    }
    return records;
  }

  start(className: string, indexes: readonly NewIndex[]): Promise<void> {
    const since = new Date();
    return this.#apply(
      className,
      indexes.flatMap(({ name, key }) => [withMember(INDEXES, name, key), withMember(BUILDS, name, { since })]),
    );
  }

  end(className: string, indexes: readonly NewIndex[]): Promise<void> {
    return this.#apply(
      className,
      indexes.map(({ name }) => withoutMember(BUILDS, name)),
    );
  }

  fail(className: string, indexes: readonly NewIndex[], error: string | undefined): Promise<void> {
    const since = new Date();
    return this.#apply(
      className,
      indexes.flatMap(({ name }) => [
        withoutMember(INDEXES, name),
        error === undefined ? withoutMember(BUILDS, name) : withMember(BUILDS, name, { since, error }),
      ]),
    );
  }

  forget(className: string, name: string): Promise<void> {
    return this.#apply(className, [withoutMember(INDEXES, name), withoutMember(BUILDS, name)]);
  }

  async #apply(className: string, pipeline: Document[]): Promise<void> {
    await writeTo(this.#schemas, 'update', () => this.#schemas.updateOne({ _id: className }, pipeline));
  }
}

/** The list begins as Parse Server begins it, with the index that every collection has. */
const EMPTY: Readonly<Record<string, unknown>> = { [INDEXES]: { _id_: { _id: 1 } }, [BUILDS]: {} };

function withMember(list: string, name: string, value: unknown): Document {
  const input = { $ifNull: [`$${list}`, EMPTY[list]] };
  return { $set: { [list]: { $setField: { field: { $literal: name }, input, value: { $literal: value } } } } };
}

/** A list that is not there stays away. */
function withoutMember(list: string, name: string): Document {
  const without = { $unsetField: { field: { $literal: name }, input: `$${list}` } };
  return { $set: { [list]: { $ifNull: [without, '$$REMOVE'] } } };
}
