import type { Clock } from '@parlance/push';
import type { ServiceDefinition } from '@parlance/service';
import { ownDatabases } from './database/own-databases.ts';
import { PushModule } from './push.module.ts';
import { PUSH_SETTINGS } from './settings.ts';

/** For tests of the store, of time, and of planners that are lost or late. */
export { Endings } from './engine/endings.ts';
export { Engine, type EngineNeeds } from './engine/engine.ts';
export { LeaderStore } from './engine/leader.store.ts';
export { StatusObject } from './engine/status-object.ts';
export { WakeUps } from './engine/wake-ups.ts';
export type { PushDocument } from './database/documents.ts';
export { MongoPushDatabase } from './database/mongo-push-database.ts';
export { ExperimentStore } from './experiments/experiment.store.ts';
export { PartitionStore } from './records/partition.store.ts';
export { OpenStore } from './opens/open.store.ts';
export { PushStore } from './records/push.store.ts';
export { WaveStore } from './records/wave.store.ts';

/** How a process hosts this service. */
export const SERVICE = {
  name: 'push',
  module: PushModule,
  settings: PUSH_SETTINGS,
  http: false,
  databases: ownDatabases,
} satisfies ServiceDefinition<typeof PUSH_SETTINGS>;

/** The same with a time that a test moves on. */
export function serviceAt(clock: Clock): ServiceDefinition<typeof PUSH_SETTINGS> {
  return { ...SERVICE, module: { register: (settings) => PushModule.register(settings, clock) } };
}
