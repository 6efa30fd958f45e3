import type { RunningServices, ServiceDefinition } from '@parlance/service';
import type { LogLevel } from '@parlance/telemetry';
import { anyFreePort } from '../../../../tools/launcher/ports.ts';
import { keepingLogger, type LogLine } from './log-lines.ts';

/** In one process each, or all in one, as far as the bus can tell: each started set has a bus connection of its own. */
export type Mode = 'fused' | 'split';
export const MODES = ['fused', 'split'] as const satisfies readonly Mode[];

export type ServiceName = 'config' | 'data' | 'auth' | 'gateway';
/** How many of each service run; in fused mode `gateway` counts whole processes. One when absent. */
export type Replicas = Readonly<Partial<Record<ServiceName, number>>>;

/** The services that a real deployment would run as one process. */
export interface TestProcess {
  readonly services: readonly ServiceName[];
  readonly running: RunningServices;
}

export interface BootOptions {
  readonly mode: Mode;
  readonly replicas: Replicas;
  readonly env: Readonly<Record<string, string>>;
  readonly logLevel: LogLevel;
  readonly logs: LogLine[];
}

/** Starts every process of a deployment, `config` first. Processes started before a failure are closed again. */
export async function bootProcesses({ mode, replicas, env, logLevel, logs }: BootOptions): Promise<TestProcess[]> {
  const { startServices } = await import('@parlance/service');
  const all = await loadServices();
  const processes: TestProcess[] = [];
  try {
    for (const names of plan(mode, replicas)) {
      const definitions = names.map((name) => all[name]);
      const logger = keepingLogger(names.join('+'), logLevel, logs);
      const port = String(await anyFreePort());
      const running = await startServices(definitions, { PARLANCE_PORT: port, ...env }, { logger });
      processes.push({ services: names, running });
    }
    return processes;
  } catch (error) {
    await closeProcesses(processes);
    throw error;
  }
}

/** Gateways are closed first, as a deployment would be taken down. */
export async function closeProcesses(processes: readonly TestProcess[]): Promise<void> {
  for (const { running } of processes.toReversed()) await running.close();
}

/** Loaded only by tests that start services, so that tests of a lib do not depend on all apps. */
async function loadServices(): Promise<Readonly<Record<ServiceName, ServiceDefinition>>> {
  const [config, data, auth, gateway] = await Promise.all([
    import('@parlance/config'),
    import('@parlance/data'),
    import('@parlance/auth'),
    import('@parlance/gateway'),
  ]);
  return { config: config.SERVICE, data: data.SERVICE, auth: auth.SERVICE, gateway: gateway.SERVICE };
}

const SERVICES = ['config', 'data', 'auth', 'gateway'] as const satisfies readonly ServiceName[];

function plan(mode: Mode, replicas: Replicas): readonly (readonly ServiceName[])[] {
  if (mode === 'fused') return Array.from({ length: replicas.gateway ?? 1 }, () => SERVICES);
  return SERVICES.flatMap((name) => Array.from({ length: replicas[name] ?? 1 }, () => [name]));
}
