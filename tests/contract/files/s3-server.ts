import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DATA } from '../../../tools/launcher/paths.ts';
import { anyFreePort } from '../../../tools/launcher/ports.ts';

const PROGRAM = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0';
const BUILD_MS = 280_000;
const START_MS = 15_000;

/** A real server of S3's protocol, on a folder of its own, that checks signatures as S3 does. */
export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  close(): Promise<void>;
}

/** The program, built once and kept in the data folder; undefined on a machine without it and without Go. */
export function s3Program(): string | undefined {
  const program = join(DATA, 'bin', 'versitygw');
  if (existsSync(program)) return program;
  const built = spawnSync('go', ['install', PROGRAM], { env: { ...process.env, GOBIN: join(DATA, 'bin') }, timeout: BUILD_MS });
  return built.status === 0 && existsSync(program) ? program : undefined;
}

export async function startS3Server(program: string): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'parlance-s3-'));
  const bucket = 'files';
  await mkdir(join(folder, 'objects', bucket), { recursive: true });
  const accessKeyId = randomBytes(8).toString('hex');
  const secretAccessKey = randomBytes(16).toString('hex');
  const port = await anyFreePort();
  const credentials = ['--access', accessKeyId, '--secret', secretAccessKey];
  const server = spawn(program, [...credentials, '--port', `127.0.0.1:${port}`, 'posix', join(folder, 'objects')], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await listens(port);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bucket,
    accessKeyId,
    secretAccessKey,
    async close() {
      server.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listens(port: number): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end; await sleep(50)) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isOpen) return;
  }
  throw new Error('The S3 server does not listen.');
}
