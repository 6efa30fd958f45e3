import { startParlance, testServers, uniqueName } from '@parlance/testing';
import { MongoConnections } from '@parlance/mongo';
import { startPeer } from '../../tools/peer/peer.ts';
import type { Profile } from './subject.ts';

/** App id and keys, the same on both servers, so that both are sent the same bytes. */
export const APP_ID = 'conformance';
export const KEYS = {
  rest: 'rest-key-of-the-pair',
  javascript: 'javascript-key-of-the-pair',
  client: 'client-key-of-the-pair',
  dotNet: 'dot-net-key-of-the-pair',
  master: 'master-key-of-the-pair',
  readOnlyMaster: 'read-only-master-key-of-the-pair',
  maintenance: 'maintenance-key-of-the-pair',
} as const;

/** The settings that differ from the defaults, by Parse Server's names, which are those of Parlance's settings too. */
type Settings = Readonly<Record<string, unknown>>;
const SETTINGS: Readonly<Record<Profile, Settings>> = {
  open: { allowClientClassCreation: true },
  strict: { allowClientClassCreation: false, allowCustomObjectId: true, defaultLimit: 3, maxLimit: 5, objectIdSize: 16 },
};

export type ServerName = 'Parlance' | 'Parse Server';

export interface Server {
  readonly name: ServerName;
  /** Address with the mount. */
  readonly url: string;
}

/** Parlance and Parse Server, alike in keys and settings, each with a database of its own. */
export interface Pair {
  readonly parlance: Server;
  readonly peer: Server;
  close(): Promise<void>;
}

/** @param more settings beside those of the profile */
export async function startPair(profile: Profile, more: Settings = {}): Promise<Pair> {
  const settings = { ...SETTINGS[profile], ...more };
  const [parlance, peer] = await Promise.allSettled([startOurs(settings), startTheirs(settings)]);
  const close = async (): Promise<void> => {
    await Promise.all([parlance, peer].map(async (side) => (side.status === 'fulfilled' ? side.value.close() : undefined)));
  };
  if (parlance.status === 'fulfilled' && peer.status === 'fulfilled') return { parlance: parlance.value, peer: peer.value, close };
  await close();
  throw new AggregateError([parlance, peer].flatMap((side) => (side.status === 'rejected' ? [side.reason] : [])));
}

async function startOurs(settings: Settings): Promise<Server & { close(): Promise<void> }> {
  const running = await startParlance({ mode: 'fused', apps: [{ id: APP_ID, keys: KEYS, settings }] });
  return { name: 'Parlance', url: running.url, close: () => running.close() };
}

async function startTheirs(settings: Settings): Promise<Server & { close(): Promise<void> }> {
  const { mongodbUrl } = testServers();
  const name = uniqueName('peer');
  const address = new URL(mongodbUrl);
  address.pathname = `/${name}`;
  const running = await startPeer(address.href, { options: { ...keysInTheirWords(), ...settings } });
  return {
    name: 'Parse Server',
    url: running.url,
    async close() {
      await running.stop();
      const connections = new MongoConnections({ appName: 'conformance' });
      await (await connections.database(mongodbUrl, name)).dropDatabase();
      await connections.close();
    },
  };
}

function keysInTheirWords(): Readonly<Record<string, string>> {
  return {
    appId: APP_ID,
    masterKey: KEYS.master,
    readOnlyMasterKey: KEYS.readOnlyMaster,
    maintenanceKey: KEYS.maintenance,
    restAPIKey: KEYS.rest,
    javascriptKey: KEYS.javascript,
    clientKey: KEYS.client,
    dotNetKey: KEYS.dotNet,
  };
}
