import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import { analytics } from '@parlance/contracts';
import { MongoConnections } from '@parlance/mongo';
import { healthHandler } from '@parlance/service';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { AnalyticsApps } from './apps/analytics-apps.ts';
import { DeviceTypes } from './devices/device-types.ts';
import { MongoAnalyticsDatabase } from './database/mongo-analytics-database.ts';
import { ActiveStore } from './ingest/active.store.ts';
import { EventStore } from './ingest/event.store.ts';
import { Ingest } from './ingest/ingest.ts';
import { JournalFollower } from './ingest/journal-follower.ts';
import { PositionStore } from './ingest/position.store.ts';
import { RollupStore } from './ingest/rollup.store.ts';
import { Rollups } from './ingest/rollups.ts';
import { Upkeep } from './ingest/upkeep.ts';
import { AudienceHandler } from './audience/audience.handler.ts';
import { ActivityStore } from './audience/activity.store.ts';
import { DashboardHandler } from './dashboard/dashboard.handler.ts';
import { ErrorsHandler } from './errors/errors.handler.ts';
import { ExportHandler } from './export/export.handler.ts';
import { FunnelHandler } from './funnel/funnel.handler.ts';
import { FunnelStore } from './funnel/funnel.store.ts';
import { merged } from './latency/histograms.ts';
import { LatencyHandler } from './latency/latency.handler.ts';
import { CountHandler } from './query/count.handler.ts';
import { CountsStore } from './query/counts.store.ts';
import { EventCounts } from './query/event-counts.store.ts';
import { SavedQueriesHandler } from './saved-queries/saved-queries.handler.ts';
import { SavedQueryStore } from './saved-queries/saved-query.store.ts';
import type { AnalyticsEnvironment } from './settings.ts';

const CONNECTIONS_MAX = 10;
const SERVER_SELECTION_MS = 1_500;
const MIB = 1 << 20;
const DAY_MS = 86_400_000;
/** The name of a database has 63 bytes at most. */
const PREFIX_LENGTH_MAX = 50;

const HANDLERS = [
  CountHandler,
  LatencyHandler,
  AudienceHandler,
  FunnelHandler,
  ErrorsHandler,
  DashboardHandler,
  ExportHandler,
  SavedQueriesHandler,
];

const DATABASE = Symbol('analytics database');
const CONNECTIONS = Symbol('analytics connections');

/** The analytics service. Needs BUS and LOGGER from a global module. */
@Module({})
export class AnalyticsModule implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  readonly #endFollowing: () => void;

  static register(settings: AnalyticsEnvironment): DynamicModule {
    const connections = new MongoConnections({
      appName: 'parlance-analytics',
      maxPoolSize: CONNECTIONS_MAX,
      serverSelectionTimeoutMs: SERVER_SELECTION_MS,
    });
    const databaseOf = (bus: Bus) => {
      const name = settings.PARLANCE_ANALYTICS_DATABASE ?? `${bus.prefix.slice(0, PREFIX_LENGTH_MAX)}_analytics`;
      return new MongoAnalyticsDatabase(connections, settings.MONGODB_URL, name);
    };
    // The handler of health is made before anything is injected.
    let opened: MongoAnalyticsDatabase | undefined;
    const health = healthHandler(analytics.health, {
      mongodb: { title: 'The database of analytics', answers: () => opened?.answers() ?? false },
    });
    return {
      module: AnalyticsModule,
      controllers: [...HANDLERS, health],
      providers: [
        { provide: CONNECTIONS, useValue: connections },
        { provide: DATABASE, inject: [BUS], useFactory: (bus: Bus) => (opened = databaseOf(bus)) },
        { provide: AnalyticsApps, inject: [BUS], useFactory: (bus: Bus) => new AnalyticsApps(bus) },
        { provide: EventStore, inject: [DATABASE], useFactory: (database: MongoAnalyticsDatabase) => new EventStore(database) },
        ...[CountsStore, ActivityStore, SavedQueryStore].map((store) => ({
          provide: store,
          inject: [DATABASE],
          useFactory: (database: MongoAnalyticsDatabase) => new store(database),
        })),
        ...[EventCounts, FunnelStore].map((store) => ({
          provide: store,
          inject: [EventStore],
          useFactory: (events: EventStore) => new store(events),
        })),
        {
          provide: Upkeep,
          inject: [EventStore, LOGGER],
          useFactory: (events: EventStore, logger: Logger) => new Upkeep(events, logger),
        },
        {
          provide: JournalFollower,
          inject: [DATABASE, AnalyticsApps, EventStore, BUS, LOGGER],
          useFactory: (database: MongoAnalyticsDatabase, apps: AnalyticsApps, events: EventStore, bus: Bus, logger: Logger) =>
            followerOf({ database, apps, events, bus, logger }, settings),
        },
      ],
    };
  }

  constructor(
    private readonly follower: JournalFollower,
    private readonly upkeep: Upkeep,
    apps: AnalyticsApps,
    @Inject(CONNECTIONS) private readonly connections: MongoConnections,
  ) {
    this.#endFollowing = apps.follow();
  }

  onApplicationBootstrap(): void {
    this.follower.start();
    this.upkeep.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.upkeep.stop();
    await this.follower.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#endFollowing();
    await this.connections.close();
  }
}

interface FollowerNeeds {
  readonly database: MongoAnalyticsDatabase;
  readonly apps: AnalyticsApps;
  readonly events: EventStore;
  readonly bus: Bus;
  readonly logger: Logger;
}

function followerOf({ database, apps, events, bus, logger }: FollowerNeeds, settings: AnalyticsEnvironment): JournalFollower {
  const bytesMax = settings.PARLANCE_ANALYTICS_JOURNAL_MB * MIB;
  const rollups = new Rollups(new RollupStore(database), merged);
  const ingest = new Ingest({
    apps,
    devices: new DeviceTypes(bus),
    events,
    actives: new ActiveStore(database),
    rollups,
    unreadable: (number) => logger.error({ number }, 'An entry of the journal cannot be read, and is left out.'),
  });
  return new JournalFollower({
    journal: bus.journalsOf('analytics', {
      bytesMax,
      ageMsMax: settings.PARLANCE_ANALYTICS_JOURNAL_DAYS * DAY_MS,
      replicas: settings.PARLANCE_ANALYTICS_JOURNAL_REPLICAS,
    }),
    position: new PositionStore(database),
    store: (entries) => ingest.store(entries),
    forget: () => rollups.forget(),
    bytesMax,
    logger,
  });
}
