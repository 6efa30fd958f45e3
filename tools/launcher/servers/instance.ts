import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LaunchError, messageOf } from '../launch-error.ts';
import { endOfLog, logTail } from '../log-tail.ts';
import { signalProcess, startProcess, stopProcess, waitUntilGone, type RunningProcess } from '../processes.ts';
import { credentialsIn, type Credentials } from './credentials.ts';
import type { ServerDefinition } from './definition.ts';

/** Slow disks and busy machines included; MongoDB elects itself within seconds. */
const START_TIMEOUT_MS = 90_000;
/** MongoDB writes a last checkpoint when it is asked to stop. */
export const STOP_GRACE_MS = 60_000;
const KILLED_MS = 10_000;

/** How to run one server of our own. */
export interface InstanceOptions {
  readonly definition: ServerDefinition;
  readonly program: string;
  readonly port: number;
  readonly directory: string;
  readonly durable: boolean;
  readonly logFile: string;
  /** Told of the process at once, before it can be used. */
  readonly onStart?: (running: RunningProcess) => void;
}

/** A server of our own that runs and answers. */
export interface ServerInstance {
  readonly options: InstanceOptions;
  /** With the owner's credentials. */
  readonly url: string;
  readonly process: RunningProcess;
  /** Ends it in order, losing nothing. */
  stop(): Promise<void>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
}

async function launch(options: InstanceOptions, credentials: Credentials): Promise<RunningProcess> {
  const { definition, program, port, directory, durable, logFile, onStart } = options;
  await mkdir(dirname(logFile), { recursive: true });
  const args = await definition.prepare({ port, directory, durable, credentials });
  const started = await startProcess({ name: definition.name, command: program, args, log: { file: logFile } });
  onStart?.(started);
  return started;
}

/**
 * Starts a server and waits until it can be used.
 *
 * @throws LaunchError when it ends early or does not become usable in time, with the end of its log
 */
export async function startServer(options: InstanceOptions): Promise<ServerInstance> {
  const { definition, port, directory, logFile } = options;
  const logStart = endOfLog(logFile);
  const credentials = credentialsIn(directory);
  const running = await launch(options, credentials);
  const ended = running.exited.then(() => {
    throw new Error('it ended by itself');
  });
  try {
    await Promise.race([definition.settle({ port, credentials }, START_TIMEOUT_MS), ended]);
  } catch (error) {
    await stopProcess(running.record, STOP_GRACE_MS);
    throw new LaunchError(
      `${definition.title} did not start on port ${port} (${messageOf(error)}); the end of its log, ${logFile}, says why:\n${logTail(logFile, logStart)}`,
    );
  }
  ended.catch(() => undefined); // From here on its end is the business of the code that holds the instance.
  return {
    options,
    url: definition.url({ port, credentials }),
    process: running,
    stop: () => stopProcess(running.record, STOP_GRACE_MS),
    async kill() {
      signalProcess(running.record, 'SIGKILL');
      await waitUntilGone(running.record, KILLED_MS);
    },
  };
}
