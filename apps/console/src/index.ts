import type { ServiceDefinition } from '@parlance/service';
import { ConsoleModule } from './console.module.ts';
import { CONSOLE_SETTINGS } from './settings.ts';

/** How a process hosts this service. It has an HTTP server of its own, since a process may host the gateway as well. */
export const SERVICE = {
  name: 'console',
  module: ConsoleModule,
  settings: CONSOLE_SETTINGS,
  http: false,
} satisfies ServiceDefinition<typeof CONSOLE_SETTINGS>;
