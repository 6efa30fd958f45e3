import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildRuntime } from '../../../tools/build.ts';
import { startGuard } from '../../../tools/launcher/guarding.ts';
import { DATA } from '../../../tools/launcher/paths.ts';
import { silent } from '../../../tools/launcher/progress.ts';
import { provision, serverVariables, stopServers, type ProvisionedServer } from '../../../tools/launcher/provision.ts';
import { STOP_GRACE_MS } from '../../../tools/launcher/servers/instance.ts';
import { testSeed } from './servers.ts';

/**
 * vitest's global set-up of every suite that talks to servers. `npm test` has put their addresses into the environment; a single
 * suite run by hand uses the servers that `npm run servers:up` has left running, or gets servers of its own, which end with it. A server
 * that cannot be had fails the run.
 *
 * Workers inherit the environment of this process. Suites of the same run find it filled by the first of them.
 */
export default async function setup(): Promise<() => Promise<void>> {
  testSeed(); // Chooses one for all workers where none was given.
  await mkdir(DATA, { recursive: true });
  await buildRuntime();
  const directory = await mkdtemp(join(DATA, 'test-'));
  const guard = startGuard();
  guard.removeFolder(directory);
  const servers: ProvisionedServer[] = [];
  const options = { environment: process.env, directory, logs: directory, ports: 'any', durable: false, shareStanding: true } as const;
  // A failure ends vitest, and with it the guard stops the started processes.
  await provision({ ...options, onStart: ({ record }) => guard.watch(record, STOP_GRACE_MS), progress: silent }, (server) =>
    servers.push(server),
  );
  Object.assign(process.env, serverVariables(servers));
  return async () => {
    await stopServers(servers);
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  };
}
