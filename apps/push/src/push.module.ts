import { randomUUID } from 'node:crypto';
import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import { push } from '@parlance/contracts';
import { MongoConnections } from '@parlance/mongo';
import { PlatformObjects } from '@parlance/platform-objects';
import type { Clock } from '@parlance/push';
import { readSimulated } from '@parlance/push-providers';
import { Queues } from '@parlance/queues';
import { healthHandler } from '@parlance/service';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { SendHandler } from './accept/send.handler.ts';
import { AudiencesHandler } from './audiences/audiences.handler.ts';
import { ControlHandler } from './console/control.handler.ts';
import { EstimateHandler } from './console/estimate.handler.ts';
import { HistoryHandler } from './console/history.handler.ts';
import { PushApps } from './apps/push-apps.ts';
import { PUSH_CLOCK, SYSTEM_CLOCK } from './clock.ts';
import { MongoPushDatabase } from './database/mongo-push-database.ts';
import { Engine } from './engine/engine.ts';
import { LeaderStore } from './engine/leader.store.ts';
import { Scheduler } from './engine/scheduler.ts';
import { StatusObject } from './engine/status-object.ts';
import { WakeUps } from './engine/wake-ups.ts';
import type { PushEnvironment } from './settings.ts';
import { PartitionStore } from './records/partition.store.ts';
import { PushStore } from './records/push.store.ts';
import { WaveStore } from './records/wave.store.ts';
import { WorkHandler } from './records/work.handler.ts';

const CONNECTIONS_MAX = 20;
const SERVER_SELECTION_MS = 1_500;
/** The name of a database has 63 bytes at most. */
const PREFIX_LENGTH_MAX = 50;
/** A replica that looks after the pushes and is not heard of for so many of its looks is followed by another. */
const LOOKS_OF_A_LEASE = 15;
const LEADER_MS_MIN = 2_000;

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
      const name = settings.PARLANCE_PUSH_DATABASE ?? `${bus.prefix.slice(0, PREFIX_LENGTH_MAX)}_push`;
      return new MongoPushDatabase(connections, settings.MONGODB_URL, name);
    };
    // The handler of health is made before anything is injected.
    let opened: MongoPushDatabase | undefined;
    const health = healthHandler(push.health, {
      mongodb: { title: 'The database of pushes', answers: () => opened?.answers() ?? false },
    });
    const everyMs = settings.PARLANCE_PUSH_TICK_MS;
    const { PARLANCE_PUSH_SIMULATORS: file, NODE_ENV: environment } = settings;
    const simulated = file === undefined ? [] : readSimulated(file, environment).credentials;
    return {
      module: PushModule,
      controllers: [SendHandler, WorkHandler, HistoryHandler, ControlHandler, EstimateHandler, AudiencesHandler, health],
      providers: [
        { provide: CONNECTIONS, useValue: connections },
        { provide: PUSH_CLOCK, useValue: clock },
        { provide: PushApps, inject: [BUS], useFactory: (bus: Bus) => new PushApps(bus, simulated) },
        { provide: DATABASE, inject: [BUS], useFactory: (bus: Bus) => (opened = databaseOf(bus)) },
        {
          provide: Queues,
          inject: [BUS, LOGGER],
          useFactory: ({ prefix }: Bus, logger: Logger) =>
            new Queues({ redisUrl: settings.REDIS_URL, prefix, name: 'parlance-push-queues', logger }),
        },
        { provide: WakeUps, inject: [Queues], useFactory: (queues: Queues) => new WakeUps(queues) },
        ...[PushStore, WaveStore].map((store) => ({
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
          inject: [DATABASE],
          useFactory: (database: MongoPushDatabase) =>
            new LeaderStore(database, randomUUID(), Math.max(LEADER_MS_MIN, everyMs * LOOKS_OF_A_LEASE)),
        },
        { provide: StatusObject, inject: [BUS], useFactory: (bus: Bus) => new StatusObject(new PlatformObjects(bus, 'push')) },
        {
          provide: Engine,
          inject: [BUS, PushStore, WaveStore, PartitionStore, StatusObject, WakeUps, LOGGER],
          useFactory: (
            bus: Bus,
            pushes: PushStore,
            waves: WaveStore,
            partitions: PartitionStore,
            status: StatusObject,
            wakeUps: WakeUps,
            logger: Logger,
          ) => new Engine({ bus, pushes, waves, partitions, status, wakeUps, clock, logger }),
        },
        {
          provide: Scheduler,
          inject: [PushStore, LeaderStore, Engine, LOGGER],
          useFactory: (pushes: PushStore, leader: LeaderStore, engine: Engine, logger: Logger) =>
            new Scheduler({ pushes, leader, engine, clock, logger }, everyMs),
        },
      ],
    };
  }

  readonly #endFollowing: () => void;

  constructor(
    private readonly scheduler: Scheduler,
    apps: PushApps,
    @Inject(CONNECTIONS) private readonly connections: MongoConnections,
  ) {
    this.#endFollowing = apps.follow();
  }

  onApplicationBootstrap(): void {
    this.scheduler.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.scheduler.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#endFollowing();
    await this.connections.close();
  }
}
