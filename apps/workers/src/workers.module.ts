import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import { workers } from '@parlance/contracts';
import { MongoConnections, writeTo } from '@parlance/mongo';
import { SYSTEM_CLOCK, type Clock } from '@parlance/push';
import { connectBy, type ConnectProvider } from '@parlance/push-providers';
import { Queues, queuesHandler } from '@parlance/queues';
import { connectRedis, Counters, type Redis } from '@parlance/redis';
import { byMember, byPrefix, forgetAppHandler, healthHandler, PROCESS_FACTS, type ProcessFacts } from '@parlance/service';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { CleanUp } from './clean-up/clean-up.ts';
import { CLEAN_UPS, CleanUpHandler } from './clean-up/clean-up.handler.ts';
import { FILE_CLEAN_UP } from './clean-up/clean-up-job.ts';
import { CleanUpReports } from './clean-up/clean-up-reports.ts';
import { MongoJobsDatabase } from './jobs/database/mongo-jobs-database.ts';
import { jobProviders } from './jobs/job-providers.ts';
import { JobsHandler } from './jobs/runs/jobs.handler.ts';
import { SchedulesHandler } from './jobs/schedules/schedules.handler.ts';
import { PushWork } from './push/push-work.ts';
import type { WorkersSettings } from './settings.ts';
import { ExportsHandler } from './transfers/exports.handler.ts';
import { ImportsHandler } from './transfers/imports.handler.ts';
import { transferProviders } from './transfers/transfer-providers.ts';

const REDIS = Symbol('connection for reports');

const CONNECTIONS_MAX = 20;
const SERVER_SELECTION_MS = 1_500;

/** Ends the connections with the service. */
class ConnectionsEnd implements OnApplicationShutdown {
  readonly #redis: Redis;
  readonly #connections: MongoConnections;

  constructor(redis: Redis, connections: MongoConnections) {
    this.#redis = redis;
    this.#connections = connections;
  }

  async onApplicationShutdown(): Promise<void> {
    this.#redis.disconnect();
    await this.#connections.close();
  }
}

/** Work that outlives requests. Keeps reports of clean-ups, and the runs of jobs. */
@Module({})
export class WorkersModule {
  /**
   * @param clock the time that pushes and jobs go by; tests bring their own
   * @param connect makes the adapters of providers; benchmarks bring their own
   */
  static register(
    settings: WorkersSettings,
    clock: Clock = SYSTEM_CLOCK,
    connect: ConnectProvider = connectBy({ apns: settings.PARLANCE_PUSH_APNS_TRANSPORT, fcm: settings.PARLANCE_PUSH_FCM_TRANSPORT }),
  ): DynamicModule {
    const connections = new MongoConnections({
      appName: 'parlance-workers',
      maxPoolSize: CONNECTIONS_MAX,
      serverSelectionTimeoutMs: SERVER_SELECTION_MS,
    });
    // The handler of health is made before anything is injected.
    const database: { opened?: MongoJobsDatabase } = {};
    const health = healthHandler(workers.health, {
      mongodb: { title: 'The database of jobs', answers: () => database.opened?.answers() ?? false },
    });
    const forgetting = forgetAppHandler(workers.forgetApp, {
      opened: () => database.opened,
      documents: [...byMember('runs', 'schedules', 'transfers'), byPrefix('_id', '.', 'transfer_failures')],
      writeTo,
    });
    return {
      module: WorkersModule,
      controllers: [
        ...[CleanUpHandler, JobsHandler, SchedulesHandler, ImportsHandler, ExportsHandler],
        ...[queuesHandler('workers', workers), forgetting, health],
      ],
      providers: [
        ...jobProviders(settings, clock, connections, (opened) => (database.opened = opened)),
        ...transferProviders(settings, clock, connections),
        {
          provide: REDIS,
          inject: [LOGGER],
          useFactory: (logger: Logger) => connectRedis(settings.REDIS_URL, 'counters', { name: 'parlance-workers', logger }),
        },
        {
          provide: CleanUpReports,
          inject: [REDIS, BUS],
          useFactory: (redis: Redis, { prefix }: Bus) => new CleanUpReports(redis, prefix),
        },
        {
          provide: Queues,
          inject: [BUS, LOGGER, PROCESS_FACTS],
          useFactory: ({ prefix }: Bus, logger: Logger, facts: ProcessFacts) => {
            const queues = new Queues({ redisUrl: settings.REDIS_URL, prefix, name: 'parlance-workers-queues', logger });
            facts.backlogs('workers', 'queue', 'queues of workers', () => queues.depths());
            facts.server('workers', 'redis', () => queues.ping());
            return queues;
          },
        },
        {
          provide: CLEAN_UPS,
          inject: [Queues, CleanUpReports, BUS],
          useFactory: (queues: Queues, reports: CleanUpReports, bus: Bus) => {
            queues.work(FILE_CLEAN_UP, {
              concurrency: 2,
              run: (job, attempt) => new CleanUp(bus, reports, job, attempt.save).run(attempt.number),
            });
            return queues.producer(FILE_CLEAN_UP);
          },
        },
        {
          provide: Counters,
          inject: [BUS, LOGGER],
          useFactory: ({ prefix }: Bus, logger: Logger) =>
            new Counters({ redisUrl: settings.REDIS_URL, prefix, name: 'parlance-workers-rates', logger }),
        },
        {
          provide: PushWork,
          inject: [BUS, Queues, Counters, LOGGER],
          useFactory: (bus: Bus, queues: Queues, counters: Counters, logger: Logger) =>
            new PushWork({ bus, queues, counters, logger, settings, clock, connect }),
        },
        { provide: ConnectionsEnd, inject: [REDIS], useFactory: (redis: Redis) => new ConnectionsEnd(redis, connections) },
      ],
    };
  }
}
