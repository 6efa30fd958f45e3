import { randomUUID } from 'node:crypto';
import type { Environment, SettingsTable } from '@parlance/settings';
import type { OwnDatabase, ServiceDefinition } from './definition.ts';
import type { Deployment } from './deployment.ts';
import { serviceSettings } from './server-files.ts';

/** A database as it was found and left. */
export interface BroughtUpDatabase {
  readonly name: string;
  readonly service: string;
  /** `foreign`: it belongs to another deployment, and was left alone. */
  readonly state: 'new' | 'unchanged' | 'migrated' | 'foreign';
  readonly format?: number;
}

/**
 * Brings the databases of services to the format of this release. Waits for other processes that do so, and has no time limit: migrations
 * take as long as they take.
 *
 * @param say told, in sentences, of each migration
 * @throws NewerDatabaseError for one that a newer release has used, before any of them is migrated; ParseError of a MongoDB that is away
 */
export async function bringUpDatabases(
  definitions: readonly ServiceDefinition[],
  env: Environment,
  { name: deployment, prefix }: Deployment,
  say: (sentence: string) => void,
): Promise<readonly BroughtUpDatabase[]> {
  const owned = definitions.flatMap((service) => databasesOf(service, env, prefix));
  if (owned.length === 0) return [];
  const { assertNotNewer, bringUp, MongoConnections } = await import('@parlance/mongo');
  const connections = new MongoConnections({ appName: 'parlance-migrate', maxPoolSize: 5 });
  const by = randomUUID();
  try {
    const open = await Promise.all(owned.map(async (own) => ({ own, database: await connections.database(own.uri, own.name) })));
    for (const { own, database } of open) await assertNotNewer(database, own.format);
    const done: BroughtUpDatabase[] = [];
    for (const { own, database } of open) {
      const { name, format } = own;
      const owner = await own.ownerOf?.(database);
      const service = format.id;
      if (owner !== undefined && owner !== deployment && owner !== env.PARLANCE_TAKE_OVER) done.push({ name, service, state: 'foreign' });
      else {
        const { from, to } = await bringUp(database, format, by, say);
        done.push({ name, service, state: from === undefined ? 'new' : from === to ? 'unchanged' : 'migrated', format: to });
      }
    }
    return done;
  } finally {
    await connections.close();
  }
}

function databasesOf(service: ServiceDefinition<SettingsTable>, env: Environment, prefix: string): readonly OwnDatabase[] {
  return service.databases?.(serviceSettings(service.settings, env), prefix) ?? [];
}
