/**
 * Parse Server, the peer: installed on demand into `.peer` from a manifest and lock of its own, and run as an ordinary process.
 * Storage tests and benchmarks use it; nothing of Parlance depends on it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { anyFreePort } from '../launcher/ports.ts';

const MANIFEST = join(import.meta.dirname, 'manifest');
const FOLDER = resolve(import.meta.dirname, '../../.peer');
const INSTALLED = join(FOLDER, 'node_modules', '.installed-from.json');
const START_TIMEOUT_MS = 60_000;

export interface PeerKeys {
  readonly appId: string;
  readonly masterKey: string;
  readonly restAPIKey: string;
}

export interface Peer {
  /** Address with the mount: `http://127.0.0.1:PORT/parse`. */
  readonly url: string;
  readonly pid: number;
  readonly keys: PeerKeys;
  stop(): Promise<void>;
}

/** Installs the peer where it is missing or its lock changed. Takes about half a minute the first time. */
export async function installPeer(): Promise<void> {
  const lock = readFileSync(join(MANIFEST, 'package-lock.json'), 'utf8');
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === lock) return;
  mkdirSync(FOLDER, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(MANIFEST, file), join(FOLDER, file));
  await new Promise<void>((done, fail) => {
    const npm = spawn('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: FOLDER,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    npm.once('error', fail);
    npm.once('exit', (code) =>
      code === 0 ? done() : fail(new Error(`npm could not install Parse Server into .peer (exit code ${code})`)),
    );
  });
  writeFileSync(INSTALLED, lock);
}

/** Starts a Parse Server of its own on a free port and resolves once it is healthy. `options` are Parse Server's. */
export async function startPeer(databaseURI: string, options: Readonly<Record<string, unknown>> = {}): Promise<Peer> {
  await installPeer();
  const keys: PeerKeys = { appId: 'peer', masterKey: 'master-key-of-the-peer', restAPIKey: 'rest-key-of-the-peer' };
  const port = await anyFreePort();
  const url = `http://127.0.0.1:${port}/parse`;
  const folder = mkdtempSync(join(tmpdir(), 'parlance-peer-'));
  const configuration = join(folder, 'options.json');
  const own = { databaseURI, port, serverURL: url, maintenanceKey: 'maintenance-key-of-the-peer', silent: true, logsFolder: null };
  writeFileSync(configuration, JSON.stringify({ ...keys, ...own, allowClientClassCreation: true, ...options }));
  const child = spawn(process.execPath, [join(FOLDER, 'node_modules/parse-server/bin/parse-server'), configuration], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const stop = async (): Promise<void> => {
    await stopped(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await healthy(url, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, pid: child.pid ?? 0, keys, stop };
}

async function healthy(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`Parse Server ended while starting (exit code ${child.exitCode})`);
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error('Parse Server was not healthy within a minute');
}

function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
    child.once('exit', () => {
      clearTimeout(force);
      done();
    });
    child.kill('SIGTERM');
  });
}
