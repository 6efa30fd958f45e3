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
  if (problems.size > 0) throw new SettingsError([...problems.values()]);
  return { settings: loadSettings(PROCESS_SETTINGS, env), warnings: unknownVariables(all, env, DEPLOYMENT_VARIABLES) };
}
