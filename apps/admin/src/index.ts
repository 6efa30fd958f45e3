import type { ServiceDefinition } from '@parlance/service';
import { AdminModule } from './admin.module.ts';
import { ADMIN_SETTINGS } from './settings.ts';

/** How a process hosts this service. */
export const SERVICE = {
  name: 'admin',
  module: AdminModule,
  settings: ADMIN_SETTINGS,
  http: false,
} satisfies ServiceDefinition<typeof ADMIN_SETTINGS>;
