import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildableApps, buildApp } from '../build.ts';
import { startGuard } from '../launcher/guarding.ts';
import { DATA } from '../launcher/paths.ts';
import { progressOn } from '../launcher/progress.ts';
import { provision, serverVariables, stopServers, type ProvisionedServer } from '../launcher/provision.ts';
import { STOP_GRACE_MS } from '../launcher/servers/instance.ts';
import type { Servers } from './systems.ts';

/**
 * Builds the services and runs `use` with servers of the benchmark's own, so that nobody else's work is measured and the NATS server's
 * time can be charged. Everything is stopped and removed afterwards, also when this process is killed.
 */
export async function withServers(use: (servers: Servers) => Promise<void>): Promise<void> {
  await mkdir(DATA, { recursive: true });
  const directory = await mkdtemp(join(DATA, 'bench-'));
  const guard = startGuard();
  guard.removeFolder(directory);
  const progress = progressOn(process.stdout);
  const environment = { ...process.env, MONGODB_URL: undefined, NATS_URL: undefined, REDIS_URL: undefined };
  await progress.step('Building the services', () => Promise.all(buildableApps().map((app) => buildApp(app))));
  const servers: ProvisionedServer[] = [];
  const options = { environment, directory, logs: directory, ports: 'any', durable: true, shareStanding: false, progress } as const;
  try {
    await provision({ ...options, onStart: ({ record }) => guard.watch(record, STOP_GRACE_MS) }, (server) => servers.push(server));
    const { MONGODB_URL, NATS_URL, REDIS_URL } = serverVariables(servers);
    const pidOf = (name: string) => servers.find(({ definition }) => definition.name === name)?.instance?.process.record.pid;
    const [natsPid, mongodbPid] = [pidOf('nats'), pidOf('mongodb')];
    if (!MONGODB_URL || !NATS_URL || !REDIS_URL || !natsPid || !mongodbPid) throw new Error('The benchmark needs servers of its own.');
    await use({ mongodbUrl: MONGODB_URL, natsUrl: NATS_URL, redisUrl: REDIS_URL, natsPid, mongodbPid, folder: directory, guard });
  } finally {
    await stopServers(servers);
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
