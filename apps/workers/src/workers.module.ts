import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import { workers } from '@parlance/contracts';
import { Queues } from '@parlance/queues';
import { connectRedis, type Redis } from '@parlance/redis';
import { healthHandler } from '@parlance/service';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { CleanUp } from './clean-up/clean-up.ts';
import { CLEAN_UPS, CleanUpHandler } from './clean-up/clean-up.handler.ts';
import { FILE_CLEAN_UP } from './clean-up/clean-up-job.ts';
import { CleanUpReports } from './clean-up/clean-up-reports.ts';
import { PushWork } from './push/push-work.ts';
import type { WorkersSettings } from './settings.ts';

const REDIS = Symbol('connection for reports');

/** Ends the connection with the service. */
class RedisEnd implements OnApplicationShutdown {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  onApplicationShutdown(): void {
    this.#redis.disconnect();
  }
}

/** Work that outlives requests. Keeps nothing but reports. */
@Module({})
export class WorkersModule {
  static register(settings: WorkersSettings): DynamicModule {
    return {
      module: WorkersModule,
      controllers: [CleanUpHandler, healthHandler(workers.health)],
      providers: [
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
          inject: [BUS, LOGGER],
          useFactory: ({ prefix }: Bus, logger: Logger) =>
            new Queues({ redisUrl: settings.REDIS_URL, prefix, name: 'parlance-workers-queues', logger }),
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
          provide: PushWork,
          inject: [BUS, Queues, LOGGER],
          useFactory: (bus: Bus, queues: Queues, logger: Logger) => new PushWork({ bus, queues, logger, settings }),
        },
        { provide: RedisEnd, inject: [REDIS], useFactory: (redis: Redis) => new RedisEnd(redis) },
      ],
    };
  }
}
