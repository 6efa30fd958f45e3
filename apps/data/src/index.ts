import type { ServiceDefinition } from '@parlance/service';
import { DataModule } from './data.module.ts';
import { DATA_SETTINGS } from './settings.ts';

export type { SlotsOf } from './apps/apps.ts';
export { DataModule } from './data.module.ts';
export { DATA_SETTINGS, type DataSettings } from './settings.ts';
export type { ClassTriggers, TriggersOf } from './triggers/class-triggers.ts';
export { NO_SLOTS, type WriteSlots, type WriteStored } from './write/slots.ts';

/** How a process hosts this service. */
export const SERVICE = { name: 'data', module: DataModule, settings: DATA_SETTINGS, http: false } satisfies ServiceDefinition;
