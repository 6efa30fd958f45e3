import type { ServiceDefinition } from '@parlance/service';
import { PushModule } from './push.module.ts';
import { PUSH_SETTINGS } from './settings.ts';

/** For tests of the store and of time. */
export { MongoPushDatabase } from './database/mongo-push-database.ts';
export { PartitionStore } from './records/partition.store.ts';
export { PushStore } from './records/push.store.ts';
export { WaveStore } from './records/wave.store.ts';

/** How a process hosts this service. */
export const SERVICE = {
  name: 'push',
  module: PushModule,
  settings: PUSH_SETTINGS,
  http: false,
} satisfies ServiceDefinition<typeof PUSH_SETTINGS>;
