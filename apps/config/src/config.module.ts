import { Module, type DynamicModule } from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';
import { MongoConnections } from '@parlance/mongo';
import { PlatformObjects, PlatformParameters } from '@parlance/platform-objects';
import { healthHandler } from '@parlance/service';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { AppsHandler, NAMING } from './administration/apps.handler.ts';
import { KeysHandler } from './administration/keys.handler.ts';
import { SettingsHandler } from './administration/settings.handler.ts';
import { PatchSettingsHandler } from './app-settings/patch-settings.handler.ts';
import { ReadSettingsHandler } from './app-settings/read-settings.handler.ts';
import { ExperimentStore } from './experiments/experiment.store.ts';
import { ExperimentsHandler } from './experiments/experiments.handler.ts';
import { MovesHandler } from './experiments/moves.handler.ts';
import { ReportHandler } from './experiments/report.handler.ts';
import { runningOf } from './experiments/running.ts';
import { CallerFacts } from './parameters/caller-facts.ts';
import { ParameterHistoryHandler } from './parameters/parameter-history.handler.ts';
import { Parameters } from './parameters/parameters.ts';
import { ParametersHandler } from './parameters/parameters.handler.ts';
import { ParametersLifetime } from './parameters/parameters-lifetime.ts';
import { ParameterTriggers } from './parameters/parameter-triggers.ts';
import { DescriptionHandler } from './parameters/description.handler.ts';
import { PreviewHandler } from './parameters/preview.handler.ts';
import { KeyEnds } from './keys/key-ends.ts';
import { AppStore } from './registry/app.store.ts';
import { MongoControlDatabase } from './registry/mongo-control-database.ts';
import { OneBus } from './registry/one-bus.ts';
import { Ownership } from './registry/ownership.ts';
import { AdministeredAppsHandler } from './administrators/administered-apps.handler.ts';
import { AdministratorStore } from './administrators/administrator.store.ts';
import { AdministratorsHandler } from './administrators/administrators.handler.ts';
import { TokensHandler } from './administrators/tokens.handler.ts';
import { AuditHandler } from './audit/audit.handler.ts';
import { AuditStore } from './audit/audit.store.ts';
import { CodeHandler } from './code/code.handler.ts';
import { CredentialsHandler } from './sign-in/credentials.handler.ts';
import { FirstRunHandler } from './sign-in/first-run.handler.ts';
import { SignInHandler } from './sign-in/sign-in.handler.ts';
import { RegistryHandler } from './registry/registry.handler.ts';
import { RegistryStart } from './registry/registry-start.ts';
import { UnfinishedHandler } from './unfinished/unfinished.handler.ts';
import { UnfinishedStore } from './unfinished/unfinished.store.ts';
import { ViewStore } from './views/view.store.ts';
import { ViewsHandler } from './views/views.handler.ts';
import { Sealing } from './secrets/sealing.ts';
import type { ConfigSettings } from './settings.ts';

/** The registry is small and asked seldom: callers keep its answers. */
const CONNECTIONS_MAX = 10;
/** Shorter than the deadlines of the registry (3 s) and of health (2 s), so that callers hear "unavailable" and not a time-out. */
const SERVER_SELECTION_MS = 1_500;

/** The parameters of Config, which `data` keeps. */
const PARAMETERS = [
  { provide: PlatformParameters, inject: [BUS], useFactory: (bus: Bus) => new PlatformParameters(bus) },
  { provide: PlatformObjects, inject: [BUS], useFactory: (bus: Bus) => new PlatformObjects(bus, 'config') },
  { provide: CallerFacts, inject: [PlatformParameters], useFactory: (kept: PlatformParameters) => new CallerFacts(kept) },
  {
    provide: Parameters,
    inject: [BUS, PlatformParameters, ExperimentStore, AppStore],
    useFactory: (bus: Bus, kept: PlatformParameters, experiments: ExperimentStore, apps: AppStore) =>
      new Parameters(bus, kept, async (app) => (await experiments.running(app)).map(runningOf), new ParameterTriggers(bus, apps)),
  },
  {
    provide: ParametersLifetime,
    inject: [Parameters],
    useFactory: (parameters: Parameters) => new ParametersLifetime(parameters),
  },
];

/** The config service: the registry of apps, their keys and settings. Needs BUS and LOGGER from a global module. */
@Module({})
export class ConfigModule {
  static register(settings: ConfigSettings): DynamicModule {
    const connections = new MongoConnections({
      appName: 'parlance-config',
      maxPoolSize: CONNECTIONS_MAX,
      serverSelectionTimeoutMs: SERVER_SELECTION_MS,
    });
    const database = new MongoControlDatabase(connections, settings.MONGODB_URL, settings.PARLANCE_CONTROL_DATABASE);
    const health = healthHandler(config.health, { mongodb: { title: 'The control database', answers: () => database.answers() } });
    return {
      module: ConfigModule,
      controllers: [
        RegistryHandler,
        AdministeredAppsHandler,
        AuditHandler,
        UnfinishedHandler,
        ViewsHandler,
        AdministratorsHandler,
        TokensHandler,
        SignInHandler,
        FirstRunHandler,
        CredentialsHandler,
        CodeHandler,
        AppsHandler,
        KeysHandler,
        SettingsHandler,
        ReadSettingsHandler,
        PatchSettingsHandler,
        ParametersHandler,
        ParameterHistoryHandler,
        DescriptionHandler,
        PreviewHandler,
        ExperimentsHandler,
        MovesHandler,
        ReportHandler,
        health,
      ],
      providers: [
        ...PARAMETERS,
        { provide: MongoControlDatabase, useValue: database },
        { provide: AuditStore, useValue: new AuditStore(database) },
        { provide: UnfinishedStore, useValue: new UnfinishedStore(database) },
        { provide: ViewStore, useValue: new ViewStore(database) },
        { provide: AdministratorStore, useValue: new AdministratorStore(database) },
        { provide: ExperimentStore, useValue: new ExperimentStore(database) },
        {
          provide: Sealing,
          inject: [LOGGER],
          useFactory: (logger: Logger) => new Sealing(settings, database, logger),
        },
        {
          provide: AppStore,
          inject: [Sealing],
          useFactory: (sealing: Sealing) =>
            new AppStore(
              database,
              () => sealing.sealer,
              () => new Date(),
            ),
        },
        { provide: NAMING, useValue: { ownUri: settings.MONGODB_URL, databasePrefix: settings.PARLANCE_DATABASE_PREFIX } },
        {
          provide: KeyEnds,
          inject: [AppStore, BUS, LOGGER],
          useFactory: (store: AppStore, bus: Bus, logger: Logger) => new KeyEnds(store, bus, logger, () => new Date()),
        },
        {
          provide: RegistryStart,
          inject: [AppStore, Sealing, AuditStore, BUS, LOGGER],
          useFactory: (store: AppStore, sealing: Sealing, audit: AuditStore, bus: Bus, logger: Logger) =>
            new RegistryStart({
              settings,
              store,
              sealing,
              audit,
              ...ownershipOf(database, settings, bus, logger),
              connections,
              bus,
              logger,
            }),
        },
      ],
    };
  }
}

/** Whose the control database is, and whether all that use it are on one bus. */
function ownershipOf(database: MongoControlDatabase, settings: ConfigSettings, bus: Bus, logger: Logger) {
  const { PARLANCE_CONTROL_DATABASE: databaseName, PARLANCE_DEPLOYMENT: deployment = bus.prefix, PARLANCE_TAKE_OVER: takeOver } = settings;
  const ownership = new Ownership(database, { deployment, databaseName, takeOver }, logger);
  return { ownership, oneBus: new OneBus(ownership, bus, { deployment, databaseName }, logger) };
}
