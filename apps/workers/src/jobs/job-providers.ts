import type { Provider } from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import type { MongoConnections } from '@parlance/mongo';
import { PlatformObjects } from '@parlance/platform-objects';
import type { Clock } from '@parlance/push';
import { Queues } from '@parlance/queues';
import { PROCESS_FACTS, type ProcessFacts } from '@parlance/service';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { databaseName } from '../database/own-databases.ts';
import type { WorkersSettings } from '../settings.ts';
import { JOBS_CLOCK } from './clock.ts';
import { MongoJobsDatabase } from './database/mongo-jobs-database.ts';
import { JobApps } from './job-apps.ts';
import { JobsService } from './jobs-service.ts';
import { Looks } from './looks.ts';
import { Endings } from './runs/endings.ts';
import { JobStatus } from './runs/job-status.ts';
import { RunStore } from './runs/run.store.ts';
import { Runner } from './runs/runner.ts';
import { JOB_RUNS, WakeUps } from './runs/wake-ups.ts';
import { ScheduleStore } from './schedules/schedule.store.ts';

/** Runs that a process begins at a time; it waits for many more. */
const BEGUN_TOGETHER = 16;

/** All that jobs need. @param connections to MongoDB, which the caller closes @param onDatabase is handed the database once it is known */
export function jobProviders(
  settings: WorkersSettings,
  clock: Clock,
  connections: MongoConnections,
  onDatabase: (database: MongoJobsDatabase) => void,
): Provider[] {
  return [
    { provide: JOBS_CLOCK, useValue: clock },
    {
      provide: MongoJobsDatabase,
      inject: [BUS],
      useFactory: ({ prefix }: Bus) => {
        const database = new MongoJobsDatabase(connections, settings.MONGODB_URL, databaseName(settings, prefix));
        onDatabase(database);
        return database;
      },
    },
    { provide: JobApps, inject: [BUS], useFactory: (bus: Bus) => new JobApps(bus) },
    {
      provide: RunStore,
      inject: [MongoJobsDatabase, PROCESS_FACTS],
      useFactory: (database: MongoJobsDatabase, facts: ProcessFacts) => {
        const runs = new RunStore(database, settings.PARLANCE_JOBS_LEASE_MS);
        facts.backlogs('workers', 'store', 'runs of jobs', async () => [{ name: 'runs of jobs', ...(await runs.backlog(clock.now())) }]);
        return runs;
      },
    },
    { provide: ScheduleStore, inject: [MongoJobsDatabase], useFactory: (database: MongoJobsDatabase) => new ScheduleStore(database) },
    { provide: JobStatus, inject: [BUS], useFactory: (bus: Bus) => new JobStatus(new PlatformObjects(bus, 'workers')) },
    { provide: WakeUps, inject: [Queues, LOGGER], useFactory: (queues: Queues, logger: Logger) => new WakeUps(queues, logger) },
    {
      provide: Endings,
      inject: [BUS, RunStore, JobStatus, LOGGER],
      useFactory: (bus: Bus, runs: RunStore, status: JobStatus, logger: Logger) => new Endings({ runs, status, bus, clock, logger }),
    },
    {
      provide: Runner,
      inject: [BUS, RunStore, JobApps, JobStatus, Endings, Queues, LOGGER],
      useFactory: (bus: Bus, runs: RunStore, apps: JobApps, status: JobStatus, endings: Endings, queues: Queues, logger: Logger) => {
        const runner = new Runner({ runs, apps, status, endings, bus, clock, logger }, settings.PARLANCE_JOBS_CONCURRENCY);
        queues.work(JOB_RUNS, { concurrency: BEGUN_TOGETHER, run: ({ run }) => runner.begin(run) });
        return runner;
      },
    },
    {
      provide: Looks,
      inject: [BUS, RunStore, ScheduleStore, JobApps, JobStatus, Endings, Runner, WakeUps, LOGGER],
      useFactory: (
        bus: Bus,
        runs: RunStore,
        schedules: ScheduleStore,
        apps: JobApps,
        status: JobStatus,
        endings: Endings,
        runner: Runner,
        wakeUps: WakeUps,
        logger: Logger,
      ) => {
        const objects = new PlatformObjects(bus, 'workers');
        const needs = { runs, schedules, apps, status, endings, runner, wakeUps, objects, bus, clock, logger };
        return new Looks(needs, settings.PARLANCE_JOBS_TICK_MS, settings.PARLANCE_JOBS_LEASE_MS);
      },
    },
    {
      provide: JobsService,
      inject: [BUS, JobApps, RunStore, Runner, Endings, Looks, LOGGER],
      useFactory: (bus: Bus, apps: JobApps, runs: RunStore, runner: Runner, endings: Endings, looks: Looks, logger: Logger) =>
        new JobsService({ bus, apps, runs, runner, endings, looks, logger }),
    },
  ];
}
