import {
  checkSettings,
  loadSettings,
  SettingsError,
  type SettingProblem,
  type Environment,
  type SettingsTable,
  unknownVariables,
} from '@parlance/settings';
import type { ServiceDefinition } from './definition.ts';
import { DEPLOYMENT_VARIABLES } from './deployment-variables.ts';
import { unmatchedFiles } from './server-files.ts';
import { PROCESS_SETTINGS, type ProcessSettings } from './settings.ts';

export interface LoadedProcess {
  readonly settings: ProcessSettings;
  /** Sentences about variables that no program of a deployment reads. */
  readonly warnings: readonly string[];
}

/**
 * Reads the process's own settings, and checks those of all its services, so that one message names everything that is wrong.
 *
 * @param tables further tables whose variables are known here
 * @throws SettingsError
 */
export function loadProcess(definitions: readonly ServiceDefinition[], env: Environment, tables: readonly SettingsTable[]): LoadedProcess {
  const all = [PROCESS_SETTINGS, ...definitions.map(({ settings }) => settings), ...tables];
  // Services of one process share variables: each is reported once.
  const problems = new Map<string, SettingProblem>();
  for (const table of all) for (const problem of checkSettings(table, env)) problems.set(problem.name, problem);
  const metrics = unansweredMetrics(env, problems);
  if (metrics !== undefined) problems.set(metrics.name, metrics);
  if (problems.size > 0) throw new SettingsError([...problems.values()]);
  const settings = loadSettings(PROCESS_SETTINGS, env);
  const unmatched = unmatchedFiles(settings);
  if (unmatched.length > 0) throw new SettingsError(unmatched);
  return { settings, warnings: unknownVariables(all, env, DEPLOYMENT_VARIABLES) };
}

function unansweredMetrics(env: Environment, known: ReadonlyMap<string, SettingProblem>): SettingProblem | undefined {
  if (known.has('PARLANCE_METRICS') || known.has('PARLANCE_HEALTH_PORT')) return undefined;
  const { PARLANCE_METRICS, PARLANCE_HEALTH_PORT } = PROCESS_SETTINGS;
  const { metrics, port } = loadSettings(
    { metrics: PARLANCE_METRICS, port: PARLANCE_HEALTH_PORT },
    { metrics: env.PARLANCE_METRICS, port: env.PARLANCE_HEALTH_PORT },
  );
  if (!metrics || port !== undefined) return undefined;
  return { name: 'PARLANCE_HEALTH_PORT', problem: 'missing', expected: 'the port that answers /metrics, as PARLANCE_METRICS is set' };
}
