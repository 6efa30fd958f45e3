import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { Interrupted, onInterruption } from './interruption.ts';
import { reportFailure } from './launch-error.ts';
import { ADMIN_TOKEN, DATA, DEMO_APPS_FILE, LOGS, ROOT } from './paths.ts';
import { duration, progressOn } from './progress.ts';
import { claim, stopLeftovers } from './start/claim.ts';
import { ensureDemoApps, withOtherCode } from './start/demo-apps.ts';
import { declaredApps, greetingText } from './start/greeting.ts';
import { bringsAdminToken } from './start/identity.ts';
import { readOptions, USAGE, type StartOptions } from './start/options.ts';
import { localAddress } from './start/services.ts';
import { withGivenAddresses } from './start/given-addresses.ts';
import { startAll, stopAll, type Started } from './start/start-all.ts';
import type { Supervision } from './start/supervise.ts';
import { TrackedProcesses } from './start/tracked-processes.ts';

/** `npm start`: servers, services, a demo app, and a text that says how to use them; then it waits for Ctrl-C. */
const progress = progressOn(process.stdout);

/** Paths inside the working copy are shown as the user would type them there. */
const shown = (path: string): string => (path.startsWith(ROOT) ? relative(ROOT, path) : path);

function greet(options: StartOptions, appsFile: string, { devicesUrl, console: startedConsole }: Started, began: number): void {
  const text = greetingText({
    url: localAddress(options) + options.mount,
    apps: declaredApps(readFileSync(appsFile, 'utf8')),
    appsFile: options.appsFile ?? shown(appsFile),
    demo: options.appsFile === undefined,
    dataFolder: `${shown(DATA)}/`,
    logFolder: `${shown(LOGS)}/`,
    adminToken: bringsAdminToken(process.env) ? undefined : shown(ADMIN_TOKEN),
    devicesUrl,
    console: startedConsole,
    startedIn: duration(performance.now() - began),
  });
  console.log(`\n${text}\n`);
}

async function run(options: StartOptions): Promise<number> {
  const began = performance.now();
  const interrupted = onInterruption();
  const giveUp = await claim(options);
  let appsFile = options.appsFile ?? DEMO_APPS_FILE;
  const started: Supervision[] = [];
  const tracked = new TrackedProcesses();
  const stopping = new AbortController();
  try {
    await stopLeftovers(progress);
    if (options.appsFile === undefined) ensureDemoApps(appsFile);
    if (options.cloud !== undefined) appsFile = withOtherCode(appsFile, options.cloud);
    const { signal } = stopping;
    const { PARLANCE_DATA_FOLDER: _ours, ...environment } = withGivenAddresses(process.env);
    const context = { options, appsFile, environment, progress, tracked, started, signal };
    greet(options, appsFile, await Promise.race([startAll(context), interrupted]), began);
    return await interrupted;
  } catch (error) {
    const wanted = error instanceof Interrupted;
    if (wanted) process.stdout.write('\n');
    else reportFailure(error);
    stopping.abort();
    await tracked.abandonStarts();
    await stopAll(started, progress);
    return wanted ? 0 : 1;
  } finally {
    giveUp();
  }
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env, process.env.INIT_CWD ?? process.cwd());
  if (!options.help) return run(options);
  console.log(USAGE);
  return 0;
}

process.exit(
  await main().catch((error: unknown) => {
    reportFailure(error);
    return 1;
  }),
);
