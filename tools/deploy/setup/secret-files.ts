import { busUsers, SERVICES, type ServerName, type Service } from '@parlance/contracts';
import type { Credentials } from '../../launcher/servers/credentials.ts';
import { addressOf, REPLICA_SET, SERVICES_USER } from '../../launcher/servers/mongodb-set.ts';
import { ownAccounts } from '../../launcher/servers/nats-accounts.ts';
import { demoApps } from '../../launcher/start/demo-apps.ts';

/** The files of one container, by name: they appear below /run/parlance in it, and in no other one. */
export type SecretFiles = Readonly<Record<string, string>>;

/** Where the code of the demo app lies in the service functions. */
const DEMO_CODE = '/apps/main.js';
/** The demo app takes its master key from this machine, whose requests come from an address of the engine. */
const PRIVATE_NETWORKS = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
/** The deployment has its NATS server for itself, whatever the prefix of its subjects is. */
const ANY_PREFIX = '*';

export const OWNER_PASSWORD = 'mongodb-owner';
export const SERVICES_PASSWORD = 'mongodb-services';

/**
 * All passwords, keys and addresses with passwords in them of the containers of docker-compose.yml, by service of that file. They come from one
 * key: the same again at each start, and those of a new service at its first one.
 */
export function secretFiles(credentials: Credentials): Readonly<Record<string, SecretFiles>> {
  const own = SERVICES.map((service) => [service.name, filesOf(service, credentials)] as const);
  return { ...Object.fromEntries(own), ...serverFiles(credentials) };
}

function filesOf(service: Service, credentials: Credentials): SecretFiles {
  const { name } = service;
  const uses = (server: ServerName): boolean => service.servers.includes(server);
  const key = (of: string): string => `${keyOf(credentials, of)}\n`;
  const mongodb = addressOf(SERVICES_USER, credentials.passwordOf(SERVICES_USER), 'mongodb:27017', `replicaSet=${REPLICA_SET}`);
  return {
    'nats-url': `nats://${name}:${credentials.passwordOf(`nats/${name}`)}@nats:4222\n`,
    'bus.key': key('bus'),
    ...(uses('mongodb') ? { 'mongodb-url': `${mongodb}\n` } : {}),
    ...(uses('redis') ? { 'redis-url': `redis://:${credentials.passwordOf('redis')}@redis:6379\n` } : {}),
    ...(name === 'config' ? { 'secrets.key': key('secrets'), 'apps.json': demoAppsFile(credentials) } : {}),
    ...(name === 'admin' ? { 'admin-token': `${credentials.passwordOf('admin token')}\n` } : {}),
    ...(name === 'files' ? { 'files.key': key('files') } : {}),
  };
}

function serverFiles(credentials: Credentials): Readonly<Record<string, SecretFiles>> {
  return {
    mongodb: { 'members.key': `${keyOf(credentials, 'mongodb members')}\n` },
    redis: { 'redis.conf': `requirepass ${credentials.passwordOf('redis')}\n` },
    nats: { 'nats.conf': natsSettings(credentials) },
    servers: {
      [OWNER_PASSWORD]: `${credentials.passwordOf('mongodb owner')}\n`,
      [SERVICES_PASSWORD]: `${credentials.passwordOf(SERVICES_USER)}\n`,
      'redis-url': `redis://:${credentials.passwordOf('redis')}@redis:6379\n`,
    },
  };
}

function natsSettings(credentials: Credentials): string {
  const quoted = (user: string): string => JSON.stringify(credentials.passwordOf(`nats/${user}`));
  const streams = 'jetstream { store_dir: "/data", max_mem: 64MB, max_file: 8GB }';
  return `listen: "0.0.0.0:4222"\nhttp: "0.0.0.0:8222"\n${streams}\n${ownAccounts(busUsers(ANY_PREFIX), quoted)}`;
}

/** 32 bytes in base64, as all keys are. */
const keyOf = (credentials: Credentials, name: string): string =>
  Buffer.from(credentials.passwordOf(`key of ${name}`), 'base64url').toString('base64');

function demoAppsFile(credentials: Credentials): string {
  const keyOf = (kind: string): string => credentials.passwordOf(`demo app ${kind}`);
  const settings = { masterKeyIps: ['127.0.0.1', '::1', ...PRIVATE_NETWORKS] };
  return `${JSON.stringify(demoApps({ keyOf, cloud: DEMO_CODE, settings }), null, 2)}\n`;
}
