import type { ServiceDefinition } from '@parlance/service';
import { ownDatabases } from './database/own-databases.ts';
import { AnalyticsModule } from './analytics.module.ts';
import { ANALYTICS_SETTINGS } from './settings.ts';

/** For tests of time and size. */
export { MongoAnalyticsDatabase } from './database/mongo-analytics-database.ts';
export { cellsOf, Spans } from './ingest/event-cells.ts';
export { EventStore } from './ingest/event.store.ts';
export { RollupStore } from './ingest/rollup.store.ts';
export { Rollups, type Counted } from './ingest/rollups.ts';

/** How a process hosts this service. */
export const SERVICE = {
  name: 'analytics',
  module: AnalyticsModule,
  settings: ANALYTICS_SETTINGS,
  http: false,
  databases: ownDatabases,
} satisfies ServiceDefinition<typeof ANALYTICS_SETTINGS>;
