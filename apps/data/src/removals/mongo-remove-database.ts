import type { config } from '@parlance/contracts';
import { readFrom, writeTo, type MongoConnections } from '@parlance/mongo';
import type { RemoveDatabase } from './forget-app.handler.ts';

/** Collection by collection, so that an interrupted removal goes on where it was; the database itself where it is the app's alone. */
export function removeDatabase(connections: MongoConnections, ownUri: string): RemoveDatabase {
  return async ({ uri = ownUri, name, collectionPrefix }: config.AppDatabase, until: number): Promise<boolean> => {
    const database = await connections.database(uri, name);
    const listed = await readFrom(database.collection('any'), 'listCollections', () =>
      database.listCollections({}, { nameOnly: true }).toArray(),
    );
    const own = listed
      .map((collection) => collection.name)
      .filter((known) => known.startsWith(collectionPrefix) && !known.startsWith('system.'));
    for (const known of own) {
      const collection = database.collection(known, { writeConcern: { w: 'majority' } });
      await writeTo(collection, 'drop', () => collection.drop());
      if (Date.now() > until) return false;
    }
    if (collectionPrefix === '' && own.length > 0) await writeTo(database.collection('any'), 'dropDatabase', () => database.dropDatabase());
    return own.length === 0;
  };
}
