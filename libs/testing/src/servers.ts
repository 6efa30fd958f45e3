import { randomBytes } from 'node:crypto';
import { chosenSeed } from '../../../tools/launcher/test-seed.ts';

/** The real servers of this test run. */
export interface TestServers {
  readonly mongodbUrl: string;
  readonly natsUrl: string;
  readonly redisUrl: string;
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set: this test needs real servers and belongs into a suite that has them (npm test -- agreement).`);
  }
  return value;
}

/** Where the servers of this test run are. Throws in suites that have none, so that a test never passes without them. */
export function testServers(): TestServers {
  return { mongodbUrl: required('MONGODB_URL'), natsUrl: required('NATS_URL'), redisUrl: required('REDIS_URL') };
}

/** The NATS server of this test run as the client library takes it: with credentials beside the address. */
export function natsOptions(): { readonly servers: string; readonly user?: string; readonly pass?: string } {
  const { host, username, password } = new URL(testServers().natsUrl);
  return username === '' ? { servers: host } : { servers: host, user: decodeURIComponent(username), pass: decodeURIComponent(password) };
}

/** The credentials of a server's address, to be put in front of another host by which it is reached: `user:password@`, or nothing. */
export function credentialsOf(url: string): string {
  const { username, password } = new URL(url);
  return username === '' && password === '' ? '' : `${username}:${password}@`;
}

/**
 * A name nobody else uses, for a database, subject prefix or queue of one test file: the prefix and twelve hexadecimal digits.
 * Keep the prefix short; MongoDB allows 63 bytes for the name of a database.
 */
export function uniqueName(prefix: string): string {
  return `${prefix}_${randomBytes(6).toString('hex')}`;
}

/** The seed of every random input of this run: `PARLANCE_TEST_SEED`, or the usual one. Failures name it. */
export function testSeed(): number {
  const seed = chosenSeed(process.env);
  process.env.PARLANCE_TEST_SEED = String(seed);
  return seed;
}
