import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { QuotaWatch } from '@parlance/apps';
import { BUS, type Bus } from '@parlance/bus';
import { push } from '@parlance/contracts';
import { MongoConnections, writeTo } from '@parlance/mongo';
import { PlatformObjects } from '@parlance/platform-objects';
import { SYSTEM_CLOCK, type Clock } from '@parlance/push';
import { readSimulated } from '@parlance/push-providers';
import { Counters } from '@parlance/redis';
import { Queues } from '@parlance/queues';
import { byMember, byPrefix, forgetAppHandler, healthHandler, PROCESS_FACTS, type Backlog, type ProcessFacts } from '@parlance/service';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { SendHandler } from './accept/send.handler.ts';
import { AudiencesHandler } from './audiences/audiences.handler.ts';
import { ControlHandler } from './console/control.handler.ts';
import { Estimates } from './estimates/estimates.ts';
import { EstimateHandler } from './estimates/estimate.handler.ts';
import { HistoryHandler } from './console/history.handler.ts';
import { upkeepOf } from './clean-up/chores.ts';
import { HistoryStore } from './clean-up/history.store.ts';
import { Upkeep } from './clean-up/upkeep.ts';
import { OpenStore } from './opens/open.store.ts';
import { OpenedPushStore } from './opens/opened-push.store.ts';
import { OpensHandler } from './opens/opens.handler.ts';
import { PushApps } from './apps/push-apps.ts';
import { PUSH_CLOCK } from './clock.ts';
import { MongoPushDatabase } from './database/mongo-push-database.ts';
import { databaseName } from './database/own-databases.ts';
import { Endings } from './engine/endings.ts';
import { Engine } from './engine/engine.ts';
import { LeaderStore } from './engine/leader.store.ts';
import { Scheduler } from './engine/scheduler.ts';
import { CredentialTests } from './credentials/credential-tests.ts';
import { CredentialsHandler } from './credentials/credentials.handler.ts';
import { AppPushes } from './limits/app-pushes.ts';
import { QuotaUseHandler } from './limits/quota-use.handler.ts';
import { ClientPushes } from './limits/client-pushes.ts';
import { StatusObject } from './engine/status-object.ts';
import { WakeUps } from './engine/wake-ups.ts';
import { ExperimentStore } from './experiments/experiment.store.ts';
import { Experiments } from './experiments/experiments.ts';
import { ExperimentsHandler } from './experiments/experiments.handler.ts';
import { LaunchHandler } from './experiments/launch.handler.ts';
import type { PushEnvironment } from './settings.ts';
import { pushFigures } from './metrics.ts';
import { PartitionStore } from './records/partition.store.ts';
import { PushStore } from './records/push.store.ts';
import { WaveStore } from './records/wave.store.ts';
import { PARTITIONS_PER_APP, WorkHandler } from './records/work.handler.ts';

const CONNECTIONS_MAX = 20;
const SERVER_SELECTION_MS = 1_500;
/** A replica that looks after the pushes and is not heard of for so many of its looks is followed by another. */
const LOOKS_OF_A_LEASE = 15;
const LEADER_MS_MIN = 2_000;

/** Waves and opens name the push that they belong to, `<app>.<objectId>`. */
const DOCUMENTS_OF_APPS = [
  byPrefix('push', '.', 'waves'),
  byPrefix('push', '.', 'opens'),
  byPrefix('push', '.', 'opens', 'suspect:'),
  ...byMember('partitions', 'pushes', 'experiments', 'history'),
];

const DATABASE = Symbol('push database');
const CONNECTIONS = Symbol('push connections');

/** The push service. Needs BUS and LOGGER from a global module. */
@Module({})
export class PushModule implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  /** @param clock the time that pushes go by; tests bring their own */
  static register(settings: PushEnvironment, clock: Clock = SYSTEM_CLOCK): DynamicModule {
    const connections = new MongoConnections({
      appName: 'parlance-push',
      maxPoolSize: CONNECTIONS_MAX,
      serverSelectionTimeoutMs: SERVER_SELECTION_MS,
    });
    const databaseOf = (bus: Bus) => {
      return new MongoPushDatabase(connections, settings.MONGODB_URL, databaseName(settings, bus.prefix));
    };
    // The handler of health is made before anything is injected.
    let opened: MongoPushDatabase | undefined;
    const health = healthHandler(push.health, {
      mongodb: { title: 'The database of pushes', answers: () => opened?.answers() ?? false },
    });
    const forgetting = forgetAppHandler(push.forgetApp, { opened: () => opened, documents: DOCUMENTS_OF_APPS, writeTo });
    const { PARLANCE_PUSH_TICK_MS: everyMs, PARLANCE_PUSH_PARTITIONS_PER_APP: perApp } = settings;
    const { PARLANCE_PUSH_SIMULATORS: file, NODE_ENV: environment } = settings;
    const simulated = file === undefined ? undefined : readSimulated(file, environment);
    return {
      module: PushModule,
      controllers: [
        CredentialsHandler,
        SendHandler,
        QuotaUseHandler,
        WorkHandler,
        HistoryHandler,
        ControlHandler,
        EstimateHandler,
        AudiencesHandler,
        ExperimentsHandler,
        LaunchHandler,
        OpensHandler,
        forgetting,
        health,
      ],
      providers: [
        { provide: CONNECTIONS, useValue: connections },
        { provide: PUSH_CLOCK, useValue: clock },
        { provide: PushApps, inject: [BUS], useFactory: (bus: Bus) => new PushApps(bus, simulated?.credentials ?? []) },
        { provide: Estimates, inject: [BUS], useFactory: (bus: Bus) => new Estimates(bus) },
        { provide: DATABASE, inject: [BUS], useFactory: (bus: Bus) => (opened = databaseOf(bus)) },
        {
          provide: Queues,
          inject: [BUS, LOGGER],
          useFactory: ({ prefix }: Bus, logger: Logger) =>
            new Queues({ redisUrl: settings.REDIS_URL, prefix, name: 'parlance-push-queues', logger }),
        },
        {
          provide: Counters,
          inject: [BUS, LOGGER],
          useFactory: ({ prefix }: Bus, logger: Logger) =>
            new Counters({ redisUrl: settings.REDIS_URL, prefix, name: 'parlance-push', logger }),
        },
        { provide: CredentialTests, useFactory: () => new CredentialTests(simulated, { now: () => clock.now().getTime() }) },
        {
          provide: ClientPushes,
          inject: [Counters],
          useFactory: (counters: Counters) => new ClientPushes(counters.throttle('client-pushes')),
        },
        { provide: QuotaWatch, inject: [LOGGER], useFactory: (logger: Logger) => new QuotaWatch(logger) },
        {
          provide: AppPushes,
          inject: [Counters, QuotaWatch],
          useFactory: (counters: Counters, watch: QuotaWatch) => new AppPushes({ throttle: counters.throttle('app-pushes'), watch, clock }),
        },
        { provide: PARTITIONS_PER_APP, useValue: perApp },
        { provide: WakeUps, inject: [Queues], useFactory: (queues: Queues) => new WakeUps(queues) },
        ...[PushStore, WaveStore, OpenStore, OpenedPushStore, HistoryStore, ExperimentStore].map((store) => ({
          provide: store,
          inject: [DATABASE],
          useFactory: (database: MongoPushDatabase) => new store(database),
        })),
        {
          provide: PartitionStore,
          inject: [DATABASE],
          useFactory: (database: MongoPushDatabase) => new PartitionStore(database, settings.PARLANCE_PUSH_LEASE_MS),
        },
        {
          provide: LeaderStore,
          inject: [DATABASE, BUS],
          useFactory: (database: MongoPushDatabase, { id }: Bus) =>
            new LeaderStore(database, id, Math.max(LEADER_MS_MIN, everyMs * LOOKS_OF_A_LEASE)),
        },
        { provide: StatusObject, inject: [BUS], useFactory: (bus: Bus) => new StatusObject(new PlatformObjects(bus, 'push')) },
        {
          provide: Experiments,
          inject: [BUS, PushStore, ExperimentStore, LOGGER],
          useFactory: (bus: Bus, pushes: PushStore, experiments: ExperimentStore, logger: Logger) =>
            new Experiments({ bus, pushes, experiments, clock, logger }),
        },
        {
          provide: Endings,
          inject: [PushStore, WaveStore, PartitionStore, StatusObject],
          useFactory: (pushes: PushStore, waves: WaveStore, partitions: PartitionStore, status: StatusObject) =>
            new Endings({ pushes, waves, partitions, status }),
        },
        {
          provide: Engine,
          inject: [BUS, PushStore, WaveStore, PartitionStore, Endings, WakeUps, PushApps, LOGGER],
          useFactory: (
            bus: Bus,
            pushes: PushStore,
            waves: WaveStore,
            partitions: PartitionStore,
            endings: Endings,
            wakeUps: WakeUps,
            apps: PushApps,
            logger: Logger,
          ) => {
            const quietHoursOf = async (app: string) => (await apps.get(app, 'push'))?.quietHours;
            return new Engine({ bus, pushes, waves, partitions, endings, wakeUps, perApp, quietHoursOf, clock, logger });
          },
        },
        {
          provide: Upkeep,
          inject: [BUS, DATABASE, WaveStore, PartitionStore, StatusObject, Engine, LOGGER],
          useFactory: (
            bus: Bus,
            database: MongoPushDatabase,
            waves: WaveStore,
            partitions: PartitionStore,
            status: StatusObject,
            engine: Engine,
            logger: Logger,
          ) => upkeepOf({ bus, database, waves, partitions, status, engine, clock, logger }),
        },
        {
          provide: Scheduler,
          inject: [PushStore, LeaderStore, Engine, Upkeep, LOGGER],
          useFactory: (pushes: PushStore, leader: LeaderStore, engine: Engine, upkeep: Upkeep, logger: Logger) =>
            new Scheduler({ pushes, leader, engine, upkeep, clock, logger }, everyMs),
        },
      ],
    };
  }

  readonly #endFollowing: () => void;
  readonly #endWatch: () => void;

  constructor(
    private readonly scheduler: Scheduler,
    apps: PushApps,
    private readonly credentialTests: CredentialTests,
    partitions: PartitionStore,
    leader: LeaderStore,
    queues: Queues,
    @Inject(PROCESS_FACTS) facts: ProcessFacts,
    @Inject(CONNECTIONS) private readonly connections: MongoConnections,
  ) {
    this.#endFollowing = apps.follow();
    this.#endWatch = pushFigures.watchQueues(() => partitions.waiting());
    facts.leader('push', 'planner of pushes', () => leader.held());
    facts.backlogs('push', 'store', 'parts of pushes', () => partsThatWait(partitions));
    facts.backlogs('push', 'queue', 'queues of pushes', () => queues.depths());
    facts.server('push', 'redis', () => queues.ping());
  }

  onApplicationBootstrap(): void {
    this.scheduler.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.scheduler.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#endFollowing();
    this.credentialTests.close();
    this.#endWatch();
    await this.connections.close();
  }
}

async function partsThatWait(partitions: PartitionStore): Promise<readonly Backlog[]> {
  const waiting = await partitions.waiting();
  const lanes = Object.keys(push.PUSH_QUEUES) as push.PushLane[];
  return lanes.map((lane) => ({ name: `parts of pushes, ${lane}`, waiting: waiting.get(lane) ?? 0, oldestSeconds: null }));
}
