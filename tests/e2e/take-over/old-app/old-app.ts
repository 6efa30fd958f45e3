import { testServers, uniqueName } from '@parlance/testing';
import { MongoConnections, type Db } from '@parlance/mongo';
import { startPeer, type Peer } from '../../../../tools/peer/peer.ts';
import { writeAccounts, type WrittenAccounts } from './accounts.ts';
import { writeLeftovers } from './leftovers.ts';
import { writeObjects, type WrittenObjects } from './objects.ts';
import { writePeerModules } from './peer-modules.ts';
import { writePlatform } from './platform.ts';
import { writeRules } from './rules.ts';
import { peerOptions } from './settings.ts';
import { Writer } from './writer.ts';

/** An app that Parse Server has written: its database, and the ids and tokens that a test has to know. */
export interface OldApp {
  readonly accounts: WrittenAccounts;
  readonly objects: WrittenObjects;
  /** Ids of the objects of classes with permissions. */
  readonly ruled: ReadonlyMap<string, readonly string[]>;
  /** Name of the database that Parse Server has written. Tests work on copies. */
  readonly database: string;
  /** Another database with the documents and indexes of this one, or of `from`. Dropped by close(). @returns its name */
  copy(from?: string): Promise<string>;
  open(database: string): Promise<Db>;
  /** A Parse Server with the app's options, on one of the databases. Stopped by close() unless the test stops it. */
  startPeer(database: string): Promise<Peer>;
  close(): Promise<void>;
}

const AGE_MS = 200 * 86_400_000;

/** Lets a Parse Server write the whole app, stops it, and adds the leftovers of other servers. */
export async function writeOldApp(): Promise<OldApp> {
  const { mongodbUrl } = testServers();
  const connections = new MongoConnections({ appName: 'take-over' });
  const modules = await writePeerModules();
  const databases: string[] = [];
  const peers: Peer[] = [];
  const open = (name: string): Promise<Db> => connections.database(mongodbUrl, name);
  const newDatabase = (): string => {
    const name = uniqueName('old');
    databases.push(name);
    return name;
  };
  const start = async (database: string): Promise<Peer> => {
    const address = new URL(mongodbUrl);
    address.pathname = `/${database}`;
    const peer = await startPeer(address.href, { options: peerOptions(modules) });
    peers.push(peer);
    return peer;
  };
  const close = async (): Promise<void> => {
    for (const peer of peers) await peer.stop();
    for (const name of databases) await (await open(name)).dropDatabase();
    await connections.close();
    await modules.remove();
  };
  try {
    const database = newDatabase();
    const peer = await start(database);
    const writer = new Writer({ name: 'Parse Server', url: peer.url });
    const objects = await writeObjects(writer);
    const accounts = await writeAccounts(writer);
    const ruled = await writeRules(writer, accounts);
    await writePlatform(writer, accounts);
    await peer.stop();
    const db = await open(database);
    await grow(db);
    await writeLeftovers(db, accounts);
    const copy = async (from = database): Promise<string> => {
      const name = newDatabase();
      await copyDatabase(await open(from), await open(name));
      return name;
    };
    return { accounts, objects, ruled, database, copy, open, startPeer: start, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Moves the times of all objects into the past, so that no answer's times are taken for the present one. */
async function grow(database: Db): Promise<void> {
  for (const { name } of await database.listCollections({}, { nameOnly: true }).toArray()) {
    const aged = (member: string) => ({ [member]: { $dateSubtract: { startDate: `$${member}`, unit: 'millisecond', amount: AGE_MS } } });
    await database
      .collection(name)
      .updateMany({ _created_at: { $type: 'date' } }, [{ $set: { ...aged('_created_at'), ...aged('_updated_at') } }]);
  }
}

/** Documents byte by byte, in the order in which they are stored, and index definitions. */
async function copyDatabase(from: Db, to: Db): Promise<void> {
  for (const { name } of await from.listCollections({}, { nameOnly: true }).toArray()) {
    const indexes = (await from.collection(name).indexes()).filter((index) => index.name !== '_id_');
    const documents = await from.collection(name).find({}, { promoteValues: false }).toArray();
    await to.createCollection(name);
    if (documents.length > 0) await to.collection(name).insertMany(documents);
    if (indexes.length > 0) await to.command({ createIndexes: name, indexes: indexes.map(({ v: _v, ...index }) => index) });
  }
}
