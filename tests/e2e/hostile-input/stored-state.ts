import { createHash } from 'node:crypto';
import type { Parlance } from '@parlance/testing';

/** Digests of all documents of all collections, by `<app or control>.<collection>`; collections without documents are left out. */
export type StoredState = Readonly<Record<string, string>>;

/**
 * Collections that change by themselves, on a busy machine or as time goes by: slow queries, the leases of processes, and the mark of the
 * deployment, in which its registries show themselves. No data are in them.
 */
const CHANGING: ReadonlySet<string> = new Set(['_SlowQueries', '_Writers', 'deployment']);

/** Everything a deployment has stored: the databases of these apps and the control database. */
export async function storedState(parlance: Parlance, ...apps: readonly string[]): Promise<StoredState> {
  const databases = await Promise.all([
    parlance.controlDatabase(),
    ...(apps.length === 0 ? [parlance.app().id] : apps).map((id) => parlance.database(id)),
  ]);
  const state: Record<string, string> = {};
  for (const database of databases) {
    for (const { name } of await database.listCollections({}, { nameOnly: true }).toArray()) {
      if (CHANGING.has(name)) continue;
      const documents = await database.collection(name).find().sort({ _id: 1 }).toArray();
      if (documents.length > 0) state[`${database.databaseName}.${name}`] = digestOf(documents);
    }
  }
  return state;
}

function digestOf(documents: readonly object[]): string {
  return `${documents.length} documents, ${createHash('sha256').update(JSON.stringify(documents)).digest('base64')}`;
}
