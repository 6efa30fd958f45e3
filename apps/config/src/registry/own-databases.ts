import type { OwnDatabase } from '@parlance/service';
import type { ConfigSettings } from '../settings.ts';
import { ownerOf } from './ownership.ts';

/** The control database, and the steps from older formats of it to the present one. */
export function ownDatabases(settings: ConfigSettings): readonly OwnDatabase[] {
  return [
    {
      uri: settings.MONGODB_URL,
      name: settings.PARLANCE_CONTROL_DATABASE,
      format: { id: 'config', migrations: [] },
      ownerOf,
    },
  ];
}
