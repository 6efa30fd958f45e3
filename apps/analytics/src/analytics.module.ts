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
import { MongoConnections, writeTo } from '@parlance/mongo';
import { byMember, byPrefix, forgetAppHandler, healthHandler, PROCESS_FACTS, type ProcessFacts } from '@parlance/service';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { AnalyticsApps } from './apps/analytics-apps.ts';
import { DeviceTypes } from './devices/device-types.ts';
import { MongoAnalyticsDatabase } from './database/mongo-analytics-database.ts';
import { databaseName } from './database/own-databases.ts';
import { ActiveStore } from './ingest/active.store.ts';
import { ExperimentHandler } from './experiments/experiment.handler.ts';
import { ExperimentTracker } from './experiments/experiment-tracker.ts';
import { MeasuredExperiments } from './experiments/measured-experiments.ts';
import { ParticipationStore } from './experiments/participation.store.ts';
import { SavedInstallations } from './experiments/saved-installations.ts';
import { UnsavedWatch } from './experiments/unsaved-watch.ts';
import { EventStore } from './ingest/event.store.ts';
import { Ingest } from './ingest/ingest.ts';
import { JournalFollower } from './ingest/journal-follower.ts';
import { PositionStore } from './ingest/position.store.ts';
import { RollupStore } from './ingest/rollup.store.ts';
import { Rollups } from './ingest/rollups.ts';
import { Upkeep } from './ingest/upkeep.ts';
import { DoubledOpens } from './opens/doubled-opens.ts';
import { KnownPushes } from './opens/known-pushes.ts';
import { OpenTeller } from './opens/open-teller.ts';
import { WaitingOpens } from './opens/waiting-opens.store.ts';
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

const HANDLERS = [
  CountHandler,
  LatencyHandler,
  AudienceHandler,
  FunnelHandler,
  ErrorsHandler,
  DashboardHandler,
  ExportHandler,
  SavedQueriesHandler,
  ExperimentHandler,
];

/** Ids begin with the app and a bar; single events are in a collection for each day. */
const DOCUMENTS_OF_APPS = [
  ...['rollups', 'actives', 'firsts', 'participations'].map((name) => byPrefix('_id', '|', name)),
  ...byMember('opens', 'savedQueries', /^raw_/),
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
      return new MongoAnalyticsDatabase(connections, settings.MONGODB_URL, databaseName(settings, bus.prefix));
    };
    // The handler of health is made before anything is injected.
    let opened: MongoAnalyticsDatabase | undefined;
    const health = healthHandler(analytics.health, {
      mongodb: { title: 'The database of analytics', answers: () => opened?.answers() ?? false },
    });
    const forgetting = forgetAppHandler(analytics.forgetApp, { opened: () => opened, documents: DOCUMENTS_OF_APPS, writeTo });
    return {
      module: AnalyticsModule,
      controllers: [...HANDLERS, forgetting, health],
      providers: [
        { provide: CONNECTIONS, useValue: connections },
        { provide: DATABASE, inject: [BUS], useFactory: (bus: Bus) => (opened = databaseOf(bus)) },
        { provide: AnalyticsApps, inject: [BUS], useFactory: (bus: Bus) => new AnalyticsApps(bus) },
        { provide: EventStore, inject: [DATABASE], useFactory: (database: MongoAnalyticsDatabase) => new EventStore(database) },
        ...[CountsStore, ActivityStore, SavedQueryStore, ParticipationStore].map((store) => ({
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
          provide: OpenTeller,
          inject: [DATABASE, BUS, LOGGER],
          useFactory: (database: MongoAnalyticsDatabase, bus: Bus, logger: Logger) =>
            new OpenTeller(new WaitingOpens(database), bus, logger),
        },
        {
          provide: Upkeep,
          inject: [EventStore, LOGGER],
          useFactory: (events: EventStore, logger: Logger) => new Upkeep(events, logger),
        },
        { provide: MeasuredExperiments, inject: [BUS], useFactory: (bus: Bus) => new MeasuredExperiments(bus) },
        { provide: SavedInstallations, inject: [BUS], useFactory: (bus: Bus) => new SavedInstallations(bus) },
        {
          provide: ExperimentTracker,
          inject: [AnalyticsApps, MeasuredExperiments, SavedInstallations, ParticipationStore],
          useFactory: (apps: AnalyticsApps, measured: MeasuredExperiments, saved: SavedInstallations, store: ParticipationStore) =>
            new ExperimentTracker({ apps, measured, saved, store }),
        },
        {
          provide: UnsavedWatch,
          inject: [AnalyticsApps, SavedInstallations, ParticipationStore, LOGGER],
          useFactory: (apps: AnalyticsApps, saved: SavedInstallations, store: ParticipationStore, logger: Logger) =>
            new UnsavedWatch({ apps, saved, store, logger }),
        },
        {
          provide: JournalFollower,
          inject: [DATABASE, AnalyticsApps, EventStore, ExperimentTracker, OpenTeller, BUS, LOGGER],
          useFactory: (
            database: MongoAnalyticsDatabase,
            apps: AnalyticsApps,
            events: EventStore,
            experiments: ExperimentTracker,
            teller: OpenTeller,
            bus: Bus,
            logger: Logger,
          ) => followerOf({ database, apps, events, experiments, teller, bus, logger }, settings),
        },
      ],
    };
  }

  constructor(
    private readonly follower: JournalFollower,
    private readonly upkeep: Upkeep,
    private readonly teller: OpenTeller,
    private readonly unsaved: UnsavedWatch,
    apps: AnalyticsApps,
    measured: MeasuredExperiments,
    @Inject(PROCESS_FACTS) facts: ProcessFacts,
    @Inject(CONNECTIONS) private readonly connections: MongoConnections,
  ) {
    const ends = [apps.follow(), measured.follow()];
    this.#endFollowing = () => ends.forEach((end) => end());
    facts.leader('analytics', 'writer of events', () => follower.writer());
    facts.backlogs('analytics', 'journal', 'events', async () => [{ name: 'events', ...(await follower.lag()) }]);
  }

  onApplicationBootstrap(): void {
    this.follower.start();
    this.upkeep.start();
    this.unsaved.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.upkeep.stop();
    await Promise.all([this.follower.stop(), this.unsaved.stop()]);
    await this.teller.settled();
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
  readonly teller: OpenTeller;
  readonly experiments: ExperimentTracker;
  readonly bus: Bus;
  readonly logger: Logger;
}

function followerOf(needs: FollowerNeeds, settings: AnalyticsEnvironment): JournalFollower {
  const { database, apps, events, experiments, teller, bus, logger } = needs;
  const bytesMax = settings.PARLANCE_ANALYTICS_JOURNAL_MB * MIB;
  const rollups = new Rollups(new RollupStore(database), merged);
  const ingest = new Ingest({
    apps,
    devices: new DeviceTypes(bus),
    pushes: new KnownPushes(bus),
    doubled: new DoubledOpens(),
    waiting: new WaitingOpens(database),
    events,
    actives: new ActiveStore(database),
    rollups,
    experiments,
    unreadable: (number) => logger.error({ number }, 'An entry of the journal cannot be read, and is left out.'),
  });
  return new JournalFollower({
    journal: bus.journalsOf('analytics', {
      bytesMax,
      ageMsMax: settings.PARLANCE_ANALYTICS_JOURNAL_DAYS * DAY_MS,
      replicas: settings.PARLANCE_ANALYTICS_JOURNAL_REPLICAS,
    }),
    position: new PositionStore(database, bus.id),
    store: (entries) => ingest.store(entries),
    forget: () => rollups.forget(),
    stored: () => teller.look(),
    bytesMax,
    logger,
  });
}
