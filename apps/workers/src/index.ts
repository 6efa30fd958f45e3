import type { ServiceDefinition } from '@parlance/service';
import { WORKERS_SETTINGS } from './settings.ts';
import { WorkersModule } from './workers.module.ts';

/** How a process hosts this service. */
export const SERVICE = { name: 'workers', module: WorkersModule, settings: WORKERS_SETTINGS, http: false } satisfies ServiceDefinition<
  typeof WORKERS_SETTINGS
>;
