import { createHash } from 'node:crypto';
import type { Parlance } from '@parlance/testing';

/** Digests of all documents of all collections, by `<app or control>.<collection>`; collections without documents are left out. */
export type StoredState = Readonly<Record<string, string>>;

/** The collection that a busy machine may add to at any moment: it is about requests, and holds none of their data. */
const SLOW_QUERIES = '_SlowQueries';

/** Everything a deployment has stored: the databases of these apps and the control database. */
export async function storedState(parlance: Parlance, ...apps: readonly string[]): Promise<StoredState> {
  const databases = await Promise.all([
    parlance.controlDatabase(),
    ...(apps.length === 0 ? [parlance.app().id] : apps).map((id) => parlance.database(id)),
  ]);
  const state: Record<string, string> = {};
  for (const database of databases) {
    for (const { name } of await database.listCollections({}, { nameOnly: true }).toArray()) {
      if (name === SLOW_QUERIES) continue;
      const documents = await database.collection(name).find().sort({ _id: 1 }).toArray();
      if (documents.length > 0) state[`${database.databaseName}.${name}`] = digestOf(documents);
    }
  }
  return state;
}

function digestOf(documents: readonly object[]): string {
  return `${documents.length} documents, ${createHash('sha256').update(JSON.stringify(documents)).digest('base64')}`;
}
