import { anyFreePort } from '../../../tools/launcher/ports.ts';
import { startProcess, stopProcess, type RunningProcess } from '../../../tools/launcher/processes.ts';
import { findProgram } from '../../../tools/launcher/programs.ts';
import { silent } from '../../../tools/launcher/progress.ts';
import { SERVER } from '../../../tools/launcher/servers/table.ts';

const STOP_MS_MAX = 5_000;

/** Two NATS servers that are one bus, without users. */
export interface NatsCluster {
  /** The address of each. */
  readonly urls: readonly [string, string];
  close(): Promise<void>;
}

/** Resolves once the processes run; they answer, and find each other, within moments. @param logFile where both write */
export async function startNatsCluster(logFile: string): Promise<NatsCluster> {
  const { path: command } = await findProgram(SERVER.nats, process.env, silent);
  const [first, second, firstRoute, secondRoute] = await Promise.all([anyFreePort(), anyFreePort(), anyFreePort(), anyFreePort()]);
  const route = (port: number): string => `nats://127.0.0.1:${port}`;
  const start = (port: number, own: number, other: number): Promise<RunningProcess> => {
    const args = ['-a', '127.0.0.1', '-p', String(port), '--cluster_name', 'pair', '--cluster', route(own), '--routes', route(other)];
    return startProcess({ name: 'nats', command, args, log: { file: logFile } });
  };
  const running = await Promise.all([start(first, firstRoute, secondRoute), start(second, secondRoute, firstRoute)]);
  return {
    urls: [route(first), route(second)],
    async close() {
      for (const { record } of running) await stopProcess(record, STOP_MS_MAX);
    },
  };
}
