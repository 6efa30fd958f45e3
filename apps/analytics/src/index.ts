import type { ServiceDefinition } from '@parlance/service';
import { AnalyticsModule } from './analytics.module.ts';
import { ANALYTICS_SETTINGS } from './settings.ts';

/** How a process hosts this service. */
export const SERVICE = {
  name: 'analytics',
  module: AnalyticsModule,
  settings: ANALYTICS_SETTINGS,
  http: false,
} satisfies ServiceDefinition<typeof ANALYTICS_SETTINGS>;
