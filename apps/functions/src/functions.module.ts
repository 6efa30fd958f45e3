import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import { functions } from '@parlance/contracts';
import { MongoConnections, writeTo } from '@parlance/mongo';
import { byMember, forgetAppHandler, healthHandler, PROCESS_FACTS, type ProcessFacts } from '@parlance/service';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { AdminHandler } from './admin/admin.handler.ts';
import { CallReports } from './admin/call-reports.ts';
import { CodeStatistics } from './admin/code-statistics.ts';
import { CountStore } from './admin/count.store.ts';
import { CodedApps } from './apps/coded-apps.ts';
import { CallHandler } from './calls/call.handler.ts';
import { databaseName, MongoFunctionsDatabase } from './database/mongo-functions-database.ts';
import { hookProviders } from './hooks/hook-providers.ts';
import { HooksHandler } from './hooks/hooks.handler.ts';
import { CodeHost } from './host/code-host.ts';
import { hostProviders } from './host/host-providers.ts';
import type { Walls } from './isolation/launch.ts';
import { describeLayers } from './isolation/layers.ts';
import { JobHandler } from './jobs/job.handler.ts';
import { jobProviders } from './jobs/job-providers.ts';
import { CodeLog } from './logs/code-log.ts';
import { LogHandler } from './logs/log.handler.ts';
import { LogStore } from './logs/log.store.ts';
import { codeProviders } from './releases/code-providers.ts';
import { releaseProviders } from './releases/release-providers.ts';
import { ReleasesHandler } from './releases/releases.handler.ts';
import type { FunctionsSettings } from './settings.ts';

const CONNECTIONS_MAX = 10;
const SERVER_SELECTION_MS = 1_500;

const CONNECTIONS = Symbol('functions connections');

/** Runs the code of apps. Needs BUS and LOGGER from a global module. */
@Module({})
export class FunctionsModule implements OnApplicationShutdown {
  static register(settings: FunctionsSettings): DynamicModule {
    const connections = new MongoConnections({
      appName: 'parlance-functions',
      maxPoolSize: CONNECTIONS_MAX,
      serverSelectionTimeoutMs: SERVER_SELECTION_MS,
    });
    // The handler of health is made before anything is injected.
    let opened: MongoFunctionsDatabase | undefined;
    let walls: Walls | undefined;
    const health = healthHandler(functions.health, {
      mongodb: { title: 'The database of Cloud Code', answers: () => opened?.answers() ?? false },
      isolation: {
        title: 'The host of Cloud Code',
        answers: () => walls !== undefined,
        detail: () => describeLayers(walls?.layers ?? new Set()),
      },
    });
    const databaseOf = ({ prefix }: Bus) =>
      new MongoFunctionsDatabase(connections, settings.MONGODB_URL, settings.PARLANCE_FUNCTIONS_DATABASE ?? databaseName(prefix));
    const forgetting = forgetAppHandler(functions.forgetApp, {
      opened: () => opened,
      documents: byMember('logs', 'counts', 'releases'),
      writeTo,
    });
    return {
      module: FunctionsModule,
      controllers: [CallHandler, JobHandler, HooksHandler, LogHandler, AdminHandler, ReleasesHandler, forgetting, health],
      providers: [
        ...jobProviders(),
        ...hostProviders(settings, (found) => (walls = found)),
        ...codeProviders(),
        ...releaseProviders(),
        ...hookProviders(settings),
        { provide: CONNECTIONS, useValue: connections },
        { provide: CodedApps, inject: [BUS], useFactory: (bus: Bus) => new CodedApps(bus) },
        { provide: MongoFunctionsDatabase, inject: [BUS], useFactory: (bus: Bus) => (opened = databaseOf(bus)) },
        ...[LogStore, CountStore].map((store) => ({
          provide: store,
          inject: [MongoFunctionsDatabase],
          useFactory: (database: MongoFunctionsDatabase) => new store(database),
        })),
        {
          provide: CodeLog,
          inject: [LogStore, CodedApps, LOGGER],
          useFactory: (store: LogStore, apps: CodedApps, logger: Logger) =>
            new CodeLog({ store, settingsOf: (app) => apps.known(app)?.settings.codeLog, logger }),
        },
        {
          provide: CodeStatistics,
          inject: [CountStore, LOGGER],
          useFactory: (store: CountStore, logger: Logger) => new CodeStatistics(store, logger),
        },
        {
          provide: CallReports,
          inject: [CodeLog, CodeStatistics],
          useFactory: (log: CodeLog, statistics: CodeStatistics) => new CallReports(log, statistics),
        },
      ],
    };
  }

  readonly #endFollowing: () => void;

  constructor(
    apps: CodedApps,
    private readonly log: CodeLog,
    private readonly statistics: CodeStatistics,
    host: CodeHost,
    @Inject(PROCESS_FACTS) facts: ProcessFacts,
    @Inject(CONNECTIONS) private readonly connections: MongoConnections,
  ) {
    this.#endFollowing = apps.follow();
    facts.servesApps(() => host.apps);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#endFollowing();
    await Promise.all([this.log.flush(), this.statistics.flush()]);
    await this.connections.close();
  }
}
