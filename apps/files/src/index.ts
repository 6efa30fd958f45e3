import type { ServiceDefinition } from '@parlance/service';
import { FilesModule } from './files.module.ts';
import { FILES_SETTINGS } from './settings.ts';

/** How a process hosts this service. */
export const SERVICE = { name: 'files', module: FilesModule, settings: FILES_SETTINGS, http: false } satisfies ServiceDefinition<
  typeof FILES_SETTINGS
>;
