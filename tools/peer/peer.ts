/**
 * Parse Server, the peer: installed on demand into `.peer` from a manifest and lock of its own, and run as an ordinary process.
 * Storage tests and benchmarks use it; nothing of Parlance depends on it.
 */
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Guard } from '../launcher/guarding.ts';
import { anyFreePort } from '../launcher/ports.ts';
import { isRunning, ownRecord, startProcess, stopProcess, type ProcessRecord } from '../launcher/processes.ts';

const MANIFEST = join(import.meta.dirname, 'manifest');
const FOLDER = resolve(import.meta.dirname, '../../.peer');
const INSTALLED = join(FOLDER, 'node_modules', '.installed-from.json');
const INSTALLING = join(FOLDER, 'installing.json');
const POLL_MS = 100;
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;

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

/** Installs the peer where it is missing or its lock changed. Takes about half a minute the first time; one process does it for all. */
export async function installPeer(): Promise<void> {
  const lock = readFileSync(join(MANIFEST, 'package-lock.json'), 'utf8');
  const isInstalled = (): boolean => existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === lock;
  mkdirSync(FOLDER, { recursive: true });
  while (!isInstalled()) {
    if (isInstaller()) return await install(lock).finally(() => rmSync(INSTALLING, { force: true }));
    await pause(POLL_MS);
  }
}

/** Makes this process the one that installs, unless another one that lives does so. */
function isInstaller(): boolean {
  try {
    writeFileSync(INSTALLING, JSON.stringify(ownRecord('installer')), { flag: 'wx' });
    return true;
  } catch {
    const installer = noted();
    if (installer !== undefined && !isRunning(installer)) rmSync(INSTALLING, { force: true });
    return false;
  }
}

/** Undefined while the note is being written or taken away. */
function noted(): ProcessRecord | undefined {
  try {
    return JSON.parse(readFileSync(INSTALLING, 'utf8')) as ProcessRecord;
  } catch {
    return undefined;
  }
}

async function install(lock: string): Promise<void> {
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

export interface PeerStart {
  /** Further options, in Parse Server's words. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Ends it, should this process be killed. */
  readonly guard?: Guard;
}

/** Starts a Parse Server of its own on a free port and resolves once it is healthy. */
export async function startPeer(databaseURI: string, { options = {}, guard }: PeerStart = {}): Promise<Peer> {
  await installPeer();
  const keys: PeerKeys = { appId: 'peer', masterKey: 'master-key-of-the-peer', restAPIKey: 'rest-key-of-the-peer' };
  const port = await anyFreePort();
  const url = `http://127.0.0.1:${port}/parse`;
  const folder = mkdtempSync(join(tmpdir(), 'parlance-peer-'));
  const configuration = join(folder, 'options.json');
  const own = { databaseURI, port, serverURL: url, maintenanceKey: 'maintenance-key-of-the-peer', silent: true, logsFolder: null };
  writeFileSync(configuration, JSON.stringify({ ...keys, ...own, allowClientClassCreation: true, ...options }));
  const { record } = await startProcess({
    name: 'parse-server',
    command: process.execPath,
    args: [join(FOLDER, 'node_modules/parse-server/bin/parse-server'), configuration],
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production' },
    log: { file: join(folder, 'parse-server.log') },
  });
  guard?.watch(record, STOP_TIMEOUT_MS);
  const stop = async (): Promise<void> => {
    await stopProcess(record, STOP_TIMEOUT_MS);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await healthy(url, record);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, pid: record.pid, keys, stop };
}

async function healthy(url: string, record: ProcessRecord): Promise<void> {
  const until = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < until) {
    if (!isRunning(record)) throw new Error('Parse Server ended while starting.');
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.ok) return;
    await pause(POLL_MS);
  }
  throw new Error('Parse Server was not healthy within a minute.');
}
