import type { Clock } from '@parlance/push';
import type { ServiceDefinition } from '@parlance/service';
import { WORKERS_SETTINGS } from './settings.ts';
import { ownDatabases } from './database/own-databases.ts';
import { WorkersModule } from './workers.module.ts';

/** How a process hosts this service. */
export const SERVICE = {
  name: 'workers',
  module: WorkersModule,
  settings: WORKERS_SETTINGS,
  http: false,
  databases: ownDatabases,
} satisfies ServiceDefinition<typeof WORKERS_SETTINGS>;

/** The same with a time that a test moves on, for pushes. */
export function serviceAt(clock: Clock): ServiceDefinition<typeof WORKERS_SETTINGS> {
  return { ...SERVICE, module: { register: (settings) => WorkersModule.register(settings, clock) } };
}
