import type { OwnDatabase } from '@parlance/service';
import type { WorkersSettings } from '../settings.ts';

/** The name of a database has 63 bytes at most. */
const PREFIX_LENGTH_MAX = 50;

/** @param prefix the deployment's, as the bus knows it */
export function databaseName(
  { PARLANCE_WORKERS_DATABASE: name }: Pick<WorkersSettings, 'PARLANCE_WORKERS_DATABASE'>,
  prefix: string,
): string {
  return name ?? `${prefix.slice(0, PREFIX_LENGTH_MAX)}_workers`;
}

/** The service's one database, and the steps from older formats of it to the present one. */
export function ownDatabases(settings: WorkersSettings, prefix: string): readonly OwnDatabase[] {
  return [{ uri: settings.MONGODB_URL, name: databaseName(settings, prefix), format: { id: 'workers', migrations: [] } }];
}
