import { createHash } from 'node:crypto';
import { EJSON, type Db } from '@parlance/mongo';

/** Everything that is stored in a database, comparable: by collection, and there by document and by index. */
export type DatabaseState = Readonly<Record<string, CollectionState>>;

export interface CollectionState {
  /** Digest of each document with its BSON types and the order of its members, by its `_id`. */
  readonly documents: Readonly<Record<string, string>>;
  /** Keys and options of each index by its name, without the members that the version of MongoDB adds. */
  readonly indexes: Readonly<Record<string, unknown>>;
}

export async function databaseState(database: Db): Promise<DatabaseState> {
  const collections = await database.listCollections({}, { nameOnly: true }).toArray();
  const names = collections.map(({ name }) => name).sort();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await collectionState(database, name)] as const)));
}

async function collectionState(database: Db, name: string): Promise<CollectionState> {
  const documents: Record<string, string> = {};
  for await (const document of database.collection(name).find({}, { promoteValues: false })) {
    documents[EJSON.stringify(document._id)] = createHash('sha256')
      .update(EJSON.stringify(document, { relaxed: false }))
      .digest('base64url');
  }
  const indexes = await database.collection(name).indexes();
  return { documents, indexes: Object.fromEntries(indexes.map(({ v: _v, name: index = '', ...rest }) => [index, rest])) };
}

export const documentsOf = (state: DatabaseState): Readonly<Record<string, CollectionState['documents']>> =>
  Object.fromEntries(Object.entries(state).map(([name, { documents }]) => [name, documents]));

/** Names of the indexes that `after` has and `before` has not, by collection; collections without any are left out. */
export function addedIndexes(before: DatabaseState, after: DatabaseState): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(after)
      .map(
        ([name, { indexes }]) =>
          [
            name,
            Object.keys(indexes)
              .filter((index) => !(index in (before[name]?.indexes ?? {})))
              .sort(),
          ] as const,
      )
      .filter(([, added]) => added.length > 0),
  );
}

/** Indexes of `before` that `after` lacks or has with other keys or options. */
export function lostIndexes(before: DatabaseState, after: DatabaseState): readonly string[] {
  return Object.entries(before).flatMap(([name, { indexes }]) =>
    Object.entries(indexes)
      .filter(([index, definition]) => JSON.stringify(after[name]?.indexes[index]) !== JSON.stringify(definition))
      .map(([index]) => `${name}: ${index}`),
  );
}
