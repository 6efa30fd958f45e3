/** Parlance as it is deployed, with the installations of all audiences as apps. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICE_NAMES } from '@parlance/contracts';
import { withMemoryOptions } from '../../launcher/memory-options.ts';
import { ROOT } from '../../launcher/paths.ts';
import { anyFreePort } from '../../launcher/ports.ts';
import { startProcess, stopProcess, type ProcessRecord } from '../../launcher/processes.ts';
import { eventually } from '../../launcher/servers/dialogue.ts';
import { profilingFlags } from '../profile.ts';
import { logOf, randomKey, ready, SECRETS_KEY, type Servers } from '../systems.ts';
import type { Audience } from './installations.ts';
import { postPush, type PushSide } from './side.ts';

const STOP_MS = 20_000;
const SERVED_MS = 30_000;

export interface DeploymentOptions {
  readonly mode: 'split' | 'fused';
  readonly audiences: readonly Audience[];
  /** The file of the simulators. */
  readonly simulators: string;
  /** Programs that stand in for the built ones, by name of the app. */
  readonly programs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface PushStatus {
  readonly status?: string;
  readonly numSent?: number;
}

const ENDED: ReadonlySet<string | undefined> = new Set(['succeeded', 'failed', 'canceled']);

export async function startDeployment(servers: Servers, options: DeploymentOptions): Promise<PushSide> {
  const { mode, audiences, simulators, programs = {} } = options;
  const folder = mkdtempSync(join(servers.folder, `push-${mode}-`));
  const name = `bench_push_${mode}`;
  const key = randomKey();
  const apps = audiences.map(({ app: id, database }) => ({
    id,
    name: id,
    keys: { master: key, rest: randomKey() },
    settings: { requestDeadlineMs: 60_000 },
    database: { name: database },
  }));
  const appsFile = join(folder, 'apps.json');
  writeFileSync(appsFile, JSON.stringify({ apps }));
  const port = await anyFreePort();
  const shared = {
    ...process.env,
    NODE_ENV: 'development', // in production no push goes to simulators
    MONGODB_URL: servers.mongodbUrl,
    NATS_URL: servers.natsUrl,
    REDIS_URL: servers.redisUrl,
    PARLANCE_APPS_FILE: appsFile,
    PARLANCE_PORT: String(port),
    PARLANCE_CONTROL_DATABASE: `${name}_control`,
    PARLANCE_SECRETS_KEY: SECRETS_KEY,
    PARLANCE_BUS_PREFIX: name,
    PARLANCE_BUS_KEY: SECRETS_KEY,
    PARLANCE_LOG_LEVEL: 'warn',
    PARLANCE_PUSH_SIMULATORS: simulators,
    ...options.env,
  };
  const names = mode === 'fused' ? (['standalone'] as const) : SERVICE_NAMES.toReversed();
  const running: ProcessRecord[] = [];
  for (const app of names) {
    const profiling = servers.profiles === undefined ? [] : profilingFlags(join(servers.profiles, `${mode} ${app}`));
    const { record } = await startProcess({
      name: app,
      command: process.execPath,
      args: [...profiling, programs[app] ?? join(ROOT, 'apps', app, 'dist/main.js')],
      env: withMemoryOptions(app, { ...shared, PARLANCE_SERVICES: SERVICE_NAMES.join(',') }),
      log: { file: logOf(folder, app) },
    });
    servers.guard.watch(record, STOP_MS);
    running.push(record);
  }
  const stop = async (): Promise<void> => {
    for (const record of running.toReversed()) await stopProcess(record, STOP_MS);
    rmSync(folder, { recursive: true, force: true });
  };
  const origin = `http://127.0.0.1:${port}`;
  const headersOf = ({ app }: Audience) => ({ 'x-parse-application-id': app, 'x-parse-master-key': key });
  const serves = async (audience: Audience): Promise<void> => {
    const answer = await fetch(`${origin}/parse/push`, { headers: headersOf(audience) });
    if (answer.status !== 200) throw new Error(`The pushes of ${audience.app} cannot be read: ${await answer.text()}`);
  };
  try {
    await ready(origin, running, folder);
    for (const audience of audiences) await eventually(() => serves(audience), SERVED_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    name: mode,
    processes: running.map(({ name: program, pid }) => ({ name: `${mode} ${program}`, pid })),
    cpuOf: [...running.map(({ pid }) => pid), servers.natsPid],
    push: (audience, body) => postPush(`${origin}/parse`, headersOf(audience), body),
    progress: async (audience, id) => {
      const answer = await fetch(`${origin}/parse/classes/_PushStatus/${id}`, { headers: headersOf(audience) });
      const { status, numSent = 0 } = (await answer.json()) as PushStatus;
      if (status === 'failed') throw new Error(`The push to ${audience.app} failed.`);
      return { sent: numSent, done: ENDED.has(status) };
    },
    stop,
  };
}
