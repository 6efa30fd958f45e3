import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { capture, type Captured } from '../../launcher/capture.ts';
import { LaunchError } from '../../launcher/launch-error.ts';
import { DATA } from '../../launcher/paths.ts';
import { startProcess, stopProcess, type RunningProcess } from '../../launcher/processes.ts';
import type { Progress } from '../../launcher/progress.ts';
import { installDebianPackages } from '../../launcher/python.ts';
import { eventually } from '../../launcher/servers/dialogue.ts';

const FOLDER = join(DATA, 'engine');
/** Paths of sockets are short. */
const SOCKET = `/tmp/parlance-engine-${process.pid}.sock`;
const COMMAND_MS_MAX = 600_000;
const START_MS_MAX = 60_000;
const STOP_MS_MAX = 60_000;
const DAEMONS = ['/usr/sbin/dockerd', '/usr/bin/dockerd', '/usr/local/bin/dockerd'];
const CLIENTS = ['/usr/bin/docker', '/usr/local/bin/docker'];

/** A Docker engine to try images with. */
export interface Engine {
  /** The variables by which clients find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs the client. @throws Error with its output when it fails */
  docker(...args: readonly string[]): Promise<string>;
  /** Stops it again where it was started for this. */
  release(): Promise<void>;
}

/**
 * The engine that runs on this machine, or one that is started for the time being, with its images in the data folder. Debian's is installed
 * where that needs no questions.
 *
 * @throws LaunchError where there is none and none can be had
 */
export async function findEngine(progress: Progress): Promise<Engine> {
  const own = await running({});
  if (own !== undefined) return own;
  if (daemon() === undefined || client() === undefined) await installDebianPackages(['docker.io'], progress);
  const program = daemon();
  if (program === undefined || process.getuid?.() !== 0) {
    throw new LaunchError('No Docker engine runs on this machine, and none could be started (that takes Debian, and root).');
  }
  const started = await progress.step('Starting a Docker engine', () => start(program));
  const engine = await running({ DOCKER_HOST: `unix://${SOCKET}` });
  if (engine === undefined) throw new LaunchError('The Docker engine that was started does not answer.');
  return { ...engine, release: () => stopProcess(started.record, STOP_MS_MAX).then(() => undefined) };
}

async function start(program: string): Promise<RunningProcess> {
  const log = join(FOLDER, 'engine.log');
  const places = ['--data-root', join(FOLDER, 'data'), '--exec-root', join(FOLDER, 'exec'), '--pidfile', join(FOLDER, 'engine.pid')];
  const daemonProcess = await startProcess({
    name: 'dockerd',
    command: program,
    args: [...places, '-H', `unix://${SOCKET}`],
    env: process.env,
    log: { file: log },
  });
  const ended = daemonProcess.exited.then(() => {
    throw new LaunchError(`The Docker engine ended: ${log} says why. Containers may not be allowed on this machine.`);
  });
  const answers = eventually(async () => {
    if ((await docker({ DOCKER_HOST: `unix://${SOCKET}` }, ['info'])).code !== 0)
      throw new LaunchError('The Docker engine does not answer.');
  }, START_MS_MAX);
  try {
    await Promise.race([answers, ended]);
  } catch (error) {
    await stopProcess(daemonProcess.record, STOP_MS_MAX);
    throw error;
  }
  ended.catch(() => undefined);
  return daemonProcess;
}

async function running(environment: Readonly<Record<string, string>>): Promise<Engine | undefined> {
  if (client() === undefined || (await docker(environment, ['info'])).code !== 0) return undefined;
  return {
    environment,
    async docker(...args) {
      const { code, output } = await docker(environment, args);
      if (code !== 0) throw new Error(`docker ${args.slice(0, 2).join(' ')} ends with ${code}:\n${output}`);
      return output;
    },
    release: () => Promise.resolve(),
  };
}

function docker(environment: Readonly<Record<string, string>>, args: readonly string[]): Promise<Captured> {
  const variables = Object.entries({ DOCKER_BUILDKIT: '1', ...environment }).map(([name, value]) => `${name}=${value}`);
  return capture('env', [...variables, client() ?? 'docker', ...args], COMMAND_MS_MAX);
}

const daemon = (): string | undefined => DAEMONS.find((path) => existsSync(path));
const client = (): string | undefined => CLIENTS.find((path) => existsSync(path));
