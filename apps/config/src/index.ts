import type { ServiceDefinition } from '@parlance/service';
import { ownDatabases } from './registry/own-databases.ts';
import { ConfigModule } from './config.module.ts';
import { CONFIG_SETTINGS } from './settings.ts';

export { ConfigModule } from './config.module.ts';
export { rotateSecrets } from './secrets/rotate-secrets.ts';
export { CONFIG_SETTINGS, type ConfigSettings } from './settings.ts';

/** How a process hosts this service. */
export const SERVICE = {
  name: 'config',
  module: ConfigModule,
  settings: CONFIG_SETTINGS,
  http: false,
  databases: ownDatabases,
} satisfies ServiceDefinition<typeof CONFIG_SETTINGS>;
