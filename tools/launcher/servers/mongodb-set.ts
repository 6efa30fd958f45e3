import mongoose from 'mongoose';
import { OWNER } from './credentials.ts';
import { eventually } from './dialogue.ts';

const { MongoClient } = mongoose.mongo;
export type MongoClient = InstanceType<typeof MongoClient>;

export const REPLICA_SET = 'rs0';
/**
 * The user of the services that keep objects and settings: every database, the progress of the server's work, and neither its users nor its
 * settings.
 */
export const SERVICES_USER = 'parlance';
const SERVICES_ROLES = ['readWriteAnyDatabase', 'dbAdminAnyDatabase', 'clusterMonitor'];

const NOT_YET_INITIALIZED = 94;
const UNAUTHORIZED = 13;
const AUTHENTICATION_FAILED = 18;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** A MongoDB server of ours that becomes a replica set of one member. */
export interface SoleMember {
  /** `host:port` by which this process reaches it; of the same machine until the server has its first user. */
  readonly at: string;
  /** `host:port` by which everybody reaches it. */
  readonly member: string;
  readonly ownerPassword: string;
  readonly servicesPassword: string;
}

/** Makes the replica set, its owner and the user of the services, with the passwords that hold now. Rejects after `timeoutMs`. */
export async function settleSoleMember({ at, member, ownerPassword, servicesPassword }: SoleMember, timeoutMs: number): Promise<void> {
  const asOwner = async (): Promise<void> => {
    await withClient(addressOf(OWNER, ownerPassword, at, 'directConnection=true'), timeoutMs, async (client) => {
      await client.connect(); // Fails at once for a server that does not know the owner yet.
      await eventually(() => ensureReplicaSet(client, member), timeoutMs);
      await eventually(() => assertPrimary(client), timeoutMs);
      await ensureServicesUser(client, servicesPassword);
    });
  };
  try {
    await asOwner();
  } catch (error) {
    if (codeOf(error) !== AUTHENTICATION_FAILED) throw error;
    await ensureOwner(at, member, ownerPassword, timeoutMs);
    await asOwner();
  }
}

/** Uses a connection for one purpose. */
export async function withClient<T>(url: string, selectionMs: number, use: (client: MongoClient) => Promise<T>): Promise<T> {
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
async function ensureOwner(at: string, member: string, password: string, timeoutMs: number): Promise<void> {
  await withClient(`mongodb://${at}/?directConnection=true`, timeoutMs, async (client) => {
    const admin = client.db('admin');
    const { hosts = [] } = (await admin.command({ hello: 1 })) as { hosts?: readonly string[] };
    if (hosts.length === 0) {
      await initiate(client, member).catch((error: unknown) => {
        if (codeOf(error) === UNAUTHORIZED) throw error;
        // It is a member under another address, and nobody may read its settings yet.
        return admin.command({ replSetReconfig: { ...soleMember(member), version: 1 }, force: true });
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

export const addressOf = (user: string, password: string, host: string, options: string): string =>
  `mongodb://${user}:${password}@${host}/?${options}&authSource=admin`;

async function assertPrimary(client: MongoClient): Promise<void> {
  const hello = await client.db('admin').command({ hello: 1 });
  if (hello.isWritablePrimary !== true) throw new Error('no primary has been elected');
}
