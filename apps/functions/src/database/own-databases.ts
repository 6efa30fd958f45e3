import type { OwnDatabase } from '@parlance/service';
import type { FunctionsSettings } from '../settings.ts';
import { databaseName } from './mongo-functions-database.ts';

/** The service's one database, and the steps from older formats of it to the present one. @param prefix the deployment's */
export function ownDatabases(settings: FunctionsSettings, prefix: string): readonly OwnDatabase[] {
  const name = settings.PARLANCE_FUNCTIONS_DATABASE ?? databaseName(prefix);
  return [{ uri: settings.MONGODB_URL, name, format: { id: 'functions', migrations: [] } }];
}
