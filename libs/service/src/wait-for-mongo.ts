import { ParseError } from '@parlance/errors';
import type { Environment } from '@parlance/settings';
import type { ServiceDefinition } from './definition.ts';
import { serviceSettings } from './server-files.ts';
import type { StartUp } from './start-up.ts';

/** Of the first attempt, so that a mistake in the address is told within a second. Later ones have more time, for machines that are busy. */
const FIRST_SELECTION_MS = 700;
const SELECTION_MS_MAX = 3_000;
const PING_MS_MAX = 1_000;

/**
 * Waits until the deployment's MongoDB takes commands, if one of the services has a setting that names it. So no service has to cope
 * with a database that starts at the same moment as itself.
 *
 * @returns the members of its replica set, as it names them; none where there is no such service, or no replica set
 */
export async function waitForMongo(
  startUp: StartUp,
  definitions: readonly ServiceDefinition[],
  env: Environment,
): Promise<readonly string[]> {
  const user = definitions.find(({ settings }) => 'MONGODB_URL' in settings);
  if (user === undefined) return [];
  const uri = serviceSettings(user.settings, env)['MONGODB_URL'];
  if (typeof uri !== 'string') return [];
  let attempts = 0;
  return startUp.retry('MongoDB', () => askMongo(uri, Math.min(FIRST_SELECTION_MS * ++attempts, SELECTION_MS_MAX)), isAway);
}

/** Loads the driver only now: a gateway has no use for it. */
async function askMongo(uri: string, selectionMs: number): Promise<readonly string[]> {
  const { membersOf, MongoConnections } = await import('@parlance/mongo');
  const connections = new MongoConnections({ appName: 'parlance-start', serverSelectionTimeoutMs: selectionMs });
  try {
    const members = await membersOf(await connections.database(uri, 'admin'), PING_MS_MAX);
    if (members === undefined) throw new ParseError('ServiceUnavailable', 'MongoDB does not answer.');
    return members;
  } finally {
    await connections.close();
  }
}

/** A wrong password or a malformed address does not get better by waiting. */
function isAway(error: unknown): boolean {
  return error instanceof ParseError;
}
