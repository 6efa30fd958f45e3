import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HTTP_SERVICE, SERVICE_NAMES } from '@parlance/contracts';
import { LaunchError, messageOf } from '../launch-error.ts';
import { endOfLog, logTail } from '../log-tail.ts';
import { withMemoryOptions } from '../memory-options.ts';
import { NODE, ROOT } from '../paths.ts';
import { anyFreePort, isPortFree } from '../ports.ts';
import { startProcess, stopProcess, type RunningProcess } from '../processes.ts';
import { eventually } from '../servers/dialogue.ts';
import type { StartOptions } from './options.ts';

const READY_TIMEOUT_MS = 60_000;
const HEALTH_TIMEOUT_MS = 2_000;
const ONE_PROCESS = 'standalone';

/** Services in the order they stop: the one that takes requests from outside goes first, while those it asks still answer. */
export const STOPPING_ORDER: readonly string[] = [ONE_PROCESS, ...SERVICE_NAMES];

/** A program of ours to run. */
export interface ServiceSpec {
  /** A folder of apps/. */
  readonly app: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where its health is answered, if the launcher has chosen that. */
  readonly healthPort?: number;
  /** Answers 200 when the service can do its work. */
  readonly readyUrl: string;
  readonly logFile: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A wildcard address is for listening; one connects to loopback. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** The address clients use on this machine, without the mount. */
export function localAddress({ host, port }: Pick<StartOptions, 'host' | 'port'>): string {
  return `http://${reachable(host)}:${port}`;
}

/** The apps to run, as folders of apps/. */
export function appsToRun({ split }: Pick<StartOptions, 'split'>): readonly string[] {
  return split ? SERVICE_NAMES : [ONE_PROCESS];
}

/**
 * The processes to run: one with all services in it, or one for each.
 *
 * @param ownOf the variables that a process has for itself, by the services in it: servers with its own credentials
 */
export async function serviceSpecs(
  options: StartOptions,
  common: Environment,
  ownOf: (services: readonly string[]) => Environment,
  logs: string,
): Promise<ServiceSpec[]> {
  const http = { ...common, PARLANCE_HOST: options.host, PARLANCE_PORT: String(options.port), PARLANCE_MOUNT: options.mount };
  const readyUrl = `${localAddress(options)}/health/ready`;
  const logFile = (app: string): string => join(logs, `${app}.log`);
  if (!options.split) {
    const services = common.PARLANCE_SERVICES ?? SERVICE_NAMES.join(',');
    const deployed = common.PARLANCE_DEPLOYED_SERVICES ?? services;
    const named = { PARLANCE_SERVICES: services, PARLANCE_DEPLOYED_SERVICES: deployed };
    const environment = { ...http, ...ownOf(services.split(',').map((name) => name.trim())), ...named };
    return [{ app: ONE_PROCESS, environment, readyUrl, logFile: logFile(ONE_PROCESS) }];
  }
  const specs: ServiceSpec[] = [];
  for (const app of SERVICE_NAMES) {
    const spec = { app, environment: { ...http, ...ownOf([app]) }, readyUrl, logFile: logFile(app) };
    specs.push(withHealthPort(spec, await anyFreePort()));
  }
  return specs;
}

function withHealthPort(spec: ServiceSpec, port: number): ServiceSpec {
  const environment = { ...spec.environment, PARLANCE_HEALTH_PORT: String(port) };
  const readyUrl = spec.app === HTTP_SERVICE ? spec.readyUrl : `http://127.0.0.1:${port}/health/ready`;
  return { ...spec, environment, readyUrl, healthPort: port };
}

/** The same service with another health port, where somebody else listens on the one that was drawn for it; undefined where nobody does. */
export async function onAnotherPort(spec: ServiceSpec): Promise<ServiceSpec | undefined> {
  if (spec.healthPort === undefined || (await isPortFree(spec.healthPort))) return undefined;
  return withHealthPort(spec, await anyFreePort());
}

async function assertReady(url: string): Promise<void> {
  const { status } = await fetch(url, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
  if (status !== 200) throw new Error(`it answers ${status} on ${url}`);
}

/**
 * Starts a built service and waits until it is ready.
 *
 * @param onStart told of the process at once
 * @throws LaunchError when it ends early or is not ready in time, with the end of its log
 */
export async function startService(
  { app, environment, readyUrl, logFile }: ServiceSpec,
  graceMs: number,
  onStart: (running: RunningProcess) => void,
): Promise<RunningProcess> {
  const program = join(ROOT, 'apps', app, 'dist', 'main.js');
  if (!existsSync(program)) throw new LaunchError(`The service "${app}" is not built: run "npm run build" and try again.`);
  const logStart = endOfLog(logFile);
  const args = ['--enable-source-maps', program];
  const env = withMemoryOptions(app, environment);
  const running = await startProcess({ name: app, command: NODE, args, env, cwd: ROOT, log: { file: logFile } });
  onStart(running);
  const ended = running.exited.then(() => {
    throw new Error('it ended by itself');
  });
  try {
    await Promise.race([eventually(() => assertReady(readyUrl), READY_TIMEOUT_MS), ended]);
  } catch (error) {
    await stopProcess(running.record, graceMs);
    throw new LaunchError(
      `The service "${app}" did not become ready (${messageOf(error)}); the end of its log, ${logFile}, says why:\n${logTail(logFile, logStart)}`,
    );
  }
  ended.catch(() => undefined); // Its later end is the supervisor's business.
  return running;
}
