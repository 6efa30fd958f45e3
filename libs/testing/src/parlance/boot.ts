import { HTTP_SERVICE, SERVICE_NAMES, type ServiceName } from '@parlance/contracts';
import type { RunningServices, ServiceDefinition } from '@parlance/service';
import type { LogLevel } from '@parlance/telemetry';
import { anyFreePort } from '../../../../tools/launcher/ports.ts';
import { keepingLogger, type LogLine } from './log-lines.ts';

/** In one process each, or all in one, as far as the bus can tell: each started set has a bus connection of its own. */
export type Mode = 'fused' | 'split';
export const MODES = ['fused', 'split'] as const satisfies readonly Mode[];

/** How many of each service run; in fused mode `gateway` counts whole processes. One when absent. */
export type Replicas = Readonly<Partial<Record<ServiceName, number>>>;

/** Services that are hosted otherwise than in production: with a time that the test moves on. */
export type Definitions = Readonly<Partial<Record<ServiceName, ServiceDefinition>>>;

/** The services that a real deployment would run as one process. */
export interface TestProcess {
  readonly services: readonly ServiceName[];
  readonly running: RunningServices;
}

export interface BootOptions {
  readonly mode: Mode;
  readonly replicas: Replicas;
  readonly definitions: Definitions;
  readonly env: Readonly<Record<string, string>>;
  readonly logLevel: LogLevel;
  readonly logs: LogLine[];
}

/** Starts every process of a deployment, `config` first. Processes started before a failure are closed again. */
export async function bootProcesses({ mode, replicas, definitions: own, env, logLevel, logs }: BootOptions): Promise<TestProcess[]> {
  const { startServices } = await import('@parlance/service');
  // Loaded only by tests that start services, so that tests of a lib do not depend on all apps.
  const { DEFINITIONS } = await import('@parlance/standalone');
  const processes: TestProcess[] = [];
  try {
    for (const names of plan(mode, replicas)) {
      const definitions = names.map((name) => own[name] ?? DEFINITIONS[name]);
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

/** `config` first: the opposite order of stopping. */
const STARTING_ORDER = SERVICE_NAMES.toReversed();

function plan(mode: Mode, replicas: Replicas): readonly (readonly ServiceName[])[] {
  if (mode === 'fused') return Array.from({ length: replicas[HTTP_SERVICE] ?? 1 }, () => STARTING_ORDER);
  return STARTING_ORDER.flatMap((name) => Array.from({ length: replicas[name] ?? 1 }, () => [name]));
}
