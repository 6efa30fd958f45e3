import type { Environment } from '@parlance/settings';
import { createLogger } from '@parlance/telemetry';
import { bringUpDatabases, type BroughtUpDatabase } from './bring-up-databases.ts';
import type { ServiceDefinition } from './definition.ts';
import { deploymentOf } from './deployment.ts';
import { loadProcess } from './load-process.ts';
import { StartUp } from './start-up.ts';
import { waitForMongo } from './wait-for-mongo.ts';

/** How each state is told, to follow the name of the database. */
const STATES: Readonly<Record<BroughtUpDatabase['state'], string>> = {
  new: 'is new',
  unchanged: 'is up to date',
  migrated: 'was migrated',
  foreign: 'belongs to another deployment and was left alone',
};

/**
 * Brings the databases of services to the format of this release and does no more: for a job that runs before an upgrade, so that no
 * process of the new release has to wait.
 *
 * @param say told, in sentences, how each database was found
 * @throws SettingsError; NewerDatabaseError; Error that names the server that could not be had
 */
export async function migrate(
  definitions: readonly ServiceDefinition[],
  env: Environment,
  say: (sentence: string) => void,
): Promise<readonly BroughtUpDatabase[]> {
  const { settings } = loadProcess(definitions, env, []);
  const logger = createLogger({ service: 'migrate', level: settings.PARLANCE_LOG_LEVEL });
  await waitForMongo(new StartUp(logger), definitions, env);
  const found = await bringUpDatabases(definitions, env, deploymentOf(settings), say);
  for (const { name, service, state, format } of found) {
    say(`${name} (${service}) ${STATES[state]}${format === undefined ? '' : `; its format is ${format}`}.`);
  }
  return found;
}
