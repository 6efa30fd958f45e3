import type { Parlance } from '@parlance/testing';

/** An event as it is stored (apps/analytics/src/database/documents.ts). */
export interface StoredEvent {
  readonly _id: string;
  readonly a: string;
  readonly n: string;
  readonly t: Date;
  readonly d: readonly (readonly [string, string])[];
  readonly c: Readonly<Record<string, string>>;
  readonly u?: string;
  readonly i?: string;
}

/** All events of a deployment, of all days. */
export async function storedEvents(parlance: Parlance): Promise<readonly StoredEvent[]> {
  const database = await parlance.analyticsDatabase();
  const collections = await database.listCollections({ name: /^raw_/ }, { nameOnly: true }).toArray();
  const lists = await Promise.all(collections.map(({ name }) => database.collection(name).find().toArray()));
  return lists.flat() as unknown as StoredEvent[];
}
