/** The sides of the comparison, each as running processes behind one HTTP address, on the same MongoDB and the same Node. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SERVICE_NAMES } from '@parlance/contracts';
import type { Guard } from '../launcher/guarding.ts';
import { logTail } from '../launcher/log-tail.ts';
import { withMemoryOptions } from '../launcher/memory-options.ts';
import { anyFreePort } from '../launcher/ports.ts';
import { isRunning, signalProcess, startProcess, stopProcess, waitUntilGone, type ProcessRecord } from '../launcher/processes.ts';
import { startPeer } from '../peer/peer.ts';
import { profilingFlags } from './profile.ts';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;
/** The peer's own, since it stands in the addresses of files. */
export const APP_ID = 'peer';

/** A checkout of Parlance whose services are built, and how it is run. */
export interface Checkout {
  readonly folder: string;
  /** Tells its sides apart from those of this checkout that are run as usual. */
  readonly suffix: '' | ' before' | ' sampling none' | ' sampling all' | ' with metrics' | ' with code';
  /** Variables beside those that every side gets. */
  readonly env?: Readonly<Record<string, string>>;
  /** File of Cloud Code that the app has. */
  readonly cloud?: string;
}
export const THIS_CHECKOUT: Checkout = { folder: resolve(import.meta.dirname, '../..'), suffix: '' };

export interface Servers {
  readonly mongodbUrl: string;
  readonly natsUrl: string;
  readonly redisUrl: string;
  readonly natsPid: number;
  readonly mongodbPid: number;
  /** Is removed in the end. */
  readonly folder: string;
  /** Ends the processes started for the benchmark, should the benchmark itself be killed. */
  readonly guard: Guard;
  /** The folder in which each process of Parlance leaves a profile, in one of its own; undefined for none. */
  readonly profiles?: string | undefined;
}

type AppSettings = Readonly<Record<string, unknown>>;

type Mode = 'split' | 'fused';
export type SideName = 'peer' | `${Mode}${Checkout['suffix']}`;

export interface System {
  readonly name: SideName;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly masterHeaders: Readonly<Record<string, string>>;
  /** Roots of the process trees whose CPU time counts; MongoDB is not among them, the NATS server is where it is used. */
  readonly processes: readonly number[];
  /** MongoDB's, which all sides share. */
  readonly databasePid: number;
  /** Kills a program without a word, and starts it again; absent where services are no programs of their own. */
  readonly crash?: (program: string) => Promise<void>;
  stop(): Promise<void>;
}

/** A side that has users. */
export interface PeopledSystem extends System {
  /** The client's key, with the session of a user. */
  readonly userHeaders: System['headers'];
}

export function headersFor({ headers, masterHeaders, userHeaders }: PeopledSystem, key: 'master' | 'user' | undefined): System['headers'] {
  if (key === undefined) return headers;
  return key === 'master' ? masterHeaders : userHeaders;
}

export const randomKey = (): string => randomBytes(24).toString('base64url');
export const databaseOf = (name: SideName): string => `bench_${name.replaceAll(' ', '_')}`;

/** @param cloud file of Cloud Code */
export async function startPeerSystem(servers: Servers, cloud?: string): Promise<System> {
  const options = cloud === undefined ? {} : { cloud };
  const peer = await startPeer(withDatabase(servers.mongodbUrl, databaseOf('peer')), { options, guard: servers.guard });
  return {
    name: 'peer',
    url: new URL(peer.url).origin,
    headers: { 'x-parse-application-id': peer.keys.appId, 'x-parse-rest-api-key': peer.keys.restAPIKey },
    masterHeaders: { 'x-parse-application-id': peer.keys.appId, 'x-parse-master-key': peer.keys.masterKey },
    processes: [peer.pid],
    databasePid: servers.mongodbPid,
    stop: () => peer.stop(),
  };
}

/**
 * Every service in one process. NATS is connected for events, so its time is counted too.
 *
 * @param settings of the app, beside those that all measurements need
 */
export function startFused(servers: Servers, settings: AppSettings = {}, checkout = THIS_CHECKOUT): Promise<System> {
  const programs = [['standalone', { PARLANCE_SERVICES: servicesOf(checkout).join(',') }]] as const;
  return startParlance('fused', programs, servers, settings, checkout);
}

/** Every service in a process of its own. */
export function startSplit(servers: Servers, settings: AppSettings = {}, checkout = THIS_CHECKOUT): Promise<System> {
  const programs = servicesOf(checkout)
    .toReversed()
    .map((name) => [name, {}] as const);
  return startParlance('split', programs, servers, settings, checkout);
}

/** An older checkout may not have all of them. */
function servicesOf({ folder }: Checkout): readonly string[] {
  return SERVICE_NAMES.filter((name) => existsSync(join(folder, 'apps', name)));
}

/** The same in each run, so that a control database that a run left behind can be read. */
export const SECRETS_KEY = Buffer.alloc(32, 'bench').toString('base64');

async function startParlance(
  mode: Mode,
  programs: readonly (readonly [app: string, env: Readonly<Record<string, string>>])[],
  servers: Servers,
  moreSettings: AppSettings,
  checkout: Checkout,
): Promise<System> {
  const name = `${mode}${checkout.suffix}` as const;
  const folder = mkdtempSync(join(tmpdir(), 'parlance-bench-'));
  const appsFile = join(folder, 'apps.json');
  // The peer has no deadline: on a busy machine 64 log-ins at once would meet ours.
  const settings = { allowClientClassCreation: true, requestDeadlineMs: 60_000, ...moreSettings };
  const keys = { master: randomKey(), rest: randomKey() };
  writeFileSync(
    appsFile,
    JSON.stringify({
      apps: [{ id: APP_ID, name: 'Benchmark', keys, settings, database: { name: databaseOf(name) }, cloud: checkout.cloud }],
    }),
  );
  const port = await anyFreePort();
  const shared = {
    ...process.env,
    NODE_ENV: 'production',
    MONGODB_URL: servers.mongodbUrl,
    NATS_URL: servers.natsUrl,
    REDIS_URL: servers.redisUrl,
    PARLANCE_APPS_FILE: appsFile,
    PARLANCE_PORT: String(port),
    PARLANCE_CONTROL_DATABASE: `${databaseOf(name)}_control`,
    PARLANCE_SECRETS_KEY: SECRETS_KEY,
    PARLANCE_BUS_PREFIX: databaseOf(name),
    PARLANCE_BUS_KEY: SECRETS_KEY,
    PARLANCE_LOG_LEVEL: 'error',
    // Measurements bring a mail server of their own.
    PARLANCE_OUTBOUND_ALLOWED: '127.0.0.1',
    ...checkout.env,
  };
  const start = async ([app, env]: (typeof programs)[number]): Promise<ProcessRecord> => {
    const { record } = await startProcess({
      name: app,
      command: process.execPath,
      args: [...flagsFor(servers, `${name} ${app}`), join(checkout.folder, 'apps', app, 'dist/main.js')],
      env: checkout.suffix === ' before' ? { ...shared, ...env } : withMemoryOptions(app, { ...shared, ...env }), // as `npm start` does
      log: { file: logOf(folder, app) },
    });
    servers.guard.watch(record, STOP_TIMEOUT_MS);
    return record;
  };
  const running: ProcessRecord[] = [];
  for (const program of programs) running.push(await start(program));
  // Of a program that is started again the number changes.
  const processes = [...running.map(({ pid }) => pid), servers.natsPid];
  const crash = async (app: string): Promise<void> => {
    const at = programs.findIndex(([name]) => name === app);
    const [program, record] = [programs[at], running[at]];
    if (program === undefined || record === undefined) throw new Error(`No program ${app} runs.`);
    signalProcess(record, 'SIGKILL');
    await waitUntilGone(record, STOP_TIMEOUT_MS);
    processes[at] = (running[at] = await start(program)).pid;
  };
  const stop = async (): Promise<void> => {
    for (const record of running.toReversed()) await stopProcess(record, STOP_TIMEOUT_MS);
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await ready(url, running, folder);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    name,
    url,
    headers: { 'x-parse-application-id': APP_ID, 'x-parse-rest-api-key': keys.rest },
    masterHeaders: { 'x-parse-application-id': APP_ID, 'x-parse-master-key': keys.master },
    processes,
    databasePid: servers.mongodbPid,
    ...(mode === 'split' ? { crash } : {}),
    stop,
  };
}

function flagsFor({ profiles }: Servers, program: string): readonly string[] {
  return profiles === undefined ? [] : profilingFlags(join(profiles, program));
}

export const logOf = (folder: string, name: string): string => join(folder, `${name}.log`);

/** Waits until a deployment answers. @throws Error when one of its processes ends, with the end of its log */
export async function ready(url: string, running: readonly ProcessRecord[], folder: string): Promise<void> {
  const until = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < until) {
    const ended = running.find((record) => !isRunning(record));
    if (ended) throw new Error(`${ended.name} ended while starting:\n${logTail(logOf(folder, ended.name), 0)}`);
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error('Parlance was not ready within a minute.');
}

export function withDatabase(mongodbUrl: string, database: string): string {
  const url = new URL(mongodbUrl);
  url.pathname = `/${database}`;
  return url.href;
}
