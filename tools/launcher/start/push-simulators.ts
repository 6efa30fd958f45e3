import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchError, messageOf } from '../launch-error.ts';
import { endOfLog, logTail } from '../log-tail.ts';
import { DATA, LOGS, NODE, ROOT } from '../paths.ts';
import { freePortFrom, isPortFree } from '../ports.ts';
import { startProcess, stopProcess } from '../processes.ts';
import { eventually } from '../servers/dialogue.ts';
import type { StartOptions } from './options.ts';
import type { Supervision } from './supervise.ts';
import type { TrackedProcesses } from './tracked-processes.ts';

export const SIMULATORS = 'simulators';
const PROGRAM = join(ROOT, 'libs', 'testing', 'src', 'simulators', 'main.ts');
const DESCRIPTION = join(DATA, 'push-simulators.json');
const LOG = join(LOGS, `${SIMULATORS}.log`);
const READY_TIMEOUT_MS = 30_000;
const GRACE_MS = 5_000;

/** The demo app pushes to simulators, unless the environment names some, or none by an empty string; apps of other files bring credentials. */
export function wantsSimulators({ appsFile }: Pick<StartOptions, 'appsFile'>, environment: NodeJS.ProcessEnv): boolean {
  return appsFile === undefined && environment.PARLANCE_PUSH_SIMULATORS === undefined && environment.NODE_ENV !== 'production';
}

/** Simulated push providers that run. */
export interface RunningSimulators extends Supervision {
  /** The page of the devices that have got pushes. */
  readonly devicesUrl: string;
  /** The variable that points services at them. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Starts simulators of APNs, FCM, WNS, Windows Phone and Web Push in a process of their own. One that dies is not started again, since the
 * services trust the certificates of its start.
 *
 * @param preferredPort of the page of devices; the next free one when it is taken
 * @throws LaunchError when they do not listen in time, with the end of their log
 */
export async function startPushSimulators(tracked: TrackedProcesses, preferredPort: number): Promise<RunningSimulators> {
  const port = await freePortFrom(preferredPort);
  return startOn(tracked, port).catch(async (error: unknown) => {
    if (await isPortFree(port)) throw error;
    return startOn(tracked, await freePortFrom(port + 1)); // somebody else was faster
  });
}

async function startOn(tracked: TrackedProcesses, port: number): Promise<RunningSimulators> {
  rmSync(DESCRIPTION, { force: true });
  const logStart = endOfLog(LOG);
  const env = { PATH: process.env.PATH, SIMULATORS_CONTROL_PORT: String(port), SIMULATORS_FILE: DESCRIPTION };
  const running = await startProcess({ name: SIMULATORS, command: NODE, args: [PROGRAM], env, cwd: ROOT, log: { file: LOG } });
  tracked.begin(running, GRACE_MS);
  const ended = running.exited.then(() => {
    throw new Error('they ended by themselves');
  });
  try {
    await Promise.race([eventually(async () => void JSON.parse(readFileSync(DESCRIPTION, 'utf8')), READY_TIMEOUT_MS), ended]);
  } catch (error) {
    await stopProcess(running.record, GRACE_MS);
    throw new LaunchError(
      `The push simulators did not start (${messageOf(error)}); the end of their log says why:\n${logTail(LOG, logStart)}`,
    );
  }
  ended.catch(() => undefined); // Their later end is in their log.
  tracked.handOver(running);
  return {
    name: SIMULATORS,
    devicesUrl: `http://127.0.0.1:${port}/`,
    environment: { PARLANCE_PUSH_SIMULATORS: DESCRIPTION },
    stop: () => stopProcess(running.record, GRACE_MS),
  };
}
