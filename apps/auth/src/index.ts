import type { ServiceDefinition } from '@parlance/service';
import { AuthModule } from './auth.module.ts';
import { AUTH_SETTINGS } from './settings.ts';

export { AuthModule } from './auth.module.ts';
export { AUTH_SETTINGS, type AuthSettings } from './settings.ts';

/** How a process hosts this service. */
export const SERVICE = {
  name: 'auth',
  module: AuthModule,
  settings: AUTH_SETTINGS,
  http: false,
} satisfies ServiceDefinition<typeof AUTH_SETTINGS>;
