import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulatedProviders, startParlance, startSimulators, testServers, uniqueName } from '@parlance/testing';
import { MongoConnections } from '@parlance/mongo';
import { startPeer } from '../../tools/peer/peer.ts';
import { eventually } from '../faults/eventually.ts';
import { startHookServer } from './hook-server.ts';
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
  webhook: 'webhook-key-of-the-pair',
} as const;

/** The settings that differ from the defaults, by Parse Server's names, which are those of Parlance's settings too. */
type Settings = Readonly<Record<string, unknown>>;
const SETTINGS: Readonly<Record<Profile, Settings>> = {
  open: { allowClientClassCreation: true },
  strict: { allowClientClassCreation: false, allowCustomObjectId: true, defaultLimit: 3, maxLimit: 5, objectIdSize: 16 },
  cloud: { allowClientClassCreation: true },
};

/** Code of the app, the same file on both servers. */
const CODE: Readonly<Partial<Record<Profile, string>>> = { cloud: join(import.meta.dirname, 'cloud/main.js') };

/** Parlance calls private addresses only where operator and app list them. */
const LOOPBACK_ALLOWED = { PARLANCE_OUTBOUND_ALLOWED: '127.0.0.1' };

const LOADED_MS_MAX = 60_000;

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
  /** Address of a server of webhooks, for those with code. */
  readonly hooks: string | undefined;
  close(): Promise<void>;
}

const PUSH_ADAPTER = join(import.meta.dirname, '../../tools/peer/silent-push-adapter.mjs');

/**
 * @param more settings beside those of the profile
 * @param pushes whether push is configured: Parlance sends to simulated providers, Parse Server to nobody
 */
export async function startPair(profile: Profile, more: Settings = {}, pushes = false): Promise<Pair> {
  const settings = { ...SETTINGS[profile], ...more };
  const cloud = CODE[profile];
  const theirSettings = cloud === undefined ? settings : { ...settings, cloud };
  const hooks = cloud === undefined ? undefined : await startHookServer();
  const ourSettings = hooks === undefined ? settings : { ...settings, webhooks: { allowedAddresses: ['127.0.0.1'] } };
  const [parlance, peer] = await Promise.allSettled([
    pushes ? startOursWithPush(settings) : startOurs(ourSettings, hooks === undefined ? {} : LOOPBACK_ALLOWED, cloud),
    startTheirs(pushes ? { ...theirSettings, push: { adapter: PUSH_ADAPTER }, scheduledPush: true } : theirSettings),
  ]);
  const close = async (): Promise<void> => {
    await Promise.all([parlance, peer].map(async (side) => (side.status === 'fulfilled' ? side.value.close() : undefined)));
    await hooks?.close();
  };
  if (parlance.status === 'fulfilled' && peer.status === 'fulfilled') {
    return { parlance: parlance.value, peer: peer.value, hooks: hooks?.url, close };
  }
  await close();
  throw new AggregateError([parlance, peer].flatMap((side) => (side.status === 'rejected' ? [side.reason] : [])));
}

async function startOursWithPush(settings: Settings): Promise<Server & { close(): Promise<void> }> {
  const simulators = await startSimulators();
  const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
  const file = join(folder, 'simulators.json');
  await writeFile(file, JSON.stringify(simulatedProviders(simulators)));
  const ours = await startOurs(settings, { PARLANCE_PUSH_SIMULATORS: file });
  return {
    ...ours,
    async close() {
      await ours.close();
      await simulators.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startOurs(
  settings: Settings,
  env: Readonly<Record<string, string>> = {},
  cloud?: string,
): Promise<Server & { close(): Promise<void> }> {
  const app = { id: APP_ID, keys: KEYS, settings, ...(cloud === undefined ? {} : { cloud }) };
  const running = await startParlance({ mode: 'fused', apps: [app], env });
  if (cloud !== undefined) {
    const headers = { 'X-Parse-Application-Id': APP_ID, 'X-Parse-REST-API-Key': KEYS.rest };
    const answers = async () => (await fetch(`${running.url}/functions/nothing`, { method: 'POST', headers })).ok;
    await eventually('the code to be loaded', LOADED_MS_MAX, answers);
  }
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
    webhookKey: KEYS.webhook,
  };
}
