import { LaunchError } from '../launch-error.ts';
import { isPortFree } from '../ports.ts';
import { ownRecord, stopProcess } from '../processes.ts';
import type { Progress } from '../progress.ts';
import { allRunning, forget, LAUNCHER, note, running } from '../records.ts';
import { STOP_GRACE_MS } from '../servers/instance.ts';
import { SERVER } from '../servers/table.ts';
import type { StartOptions } from './options.ts';
import { localAddress } from './services.ts';

/**
 * Makes this process the one that runs Parlance from this folder.
 *
 * @returns gives the place up again
 * @throws LaunchError when another one does, or the port is taken
 */
export async function claim(options: StartOptions): Promise<() => void> {
  const other = running(LAUNCHER);
  if (other !== undefined) {
    throw new LaunchError(
      `Parlance already runs from this folder at ${other.url} (process ${other.pid}): stop it with Ctrl-C there first.`,
    );
  }
  if (!(await isPortFree(options.port, options.host))) {
    throw new LaunchError(
      `Port ${options.port} is in use by another program: stop that one, or choose another port with "npm start -- --port ${options.port + 1}".`,
    );
  }
  note({ ...ownRecord(LAUNCHER), url: localAddress(options), stays: false });
  return () => {
    forget(LAUNCHER);
    allRunning(); // Clears away the notes of processes that have ended.
  };
}

/** A launcher that was killed together with its guard leaves processes behind, which would hold on to data and ports. */
export async function stopLeftovers(progress: Progress): Promise<void> {
  const leftovers = allRunning().filter(({ name, stays }) => !stays && name !== LAUNCHER);
  const services = leftovers.filter(({ name }) => !(name in SERVER));
  const servers = leftovers.filter(({ name }) => name in SERVER);
  for (const record of [...services, ...servers]) {
    await progress.step(`Stopping ${record.name}, left over from an earlier run`, () => stopProcess(record, STOP_GRACE_MS));
    forget(record.name);
  }
}
