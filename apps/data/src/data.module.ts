import { Module, type DynamicModule } from '@nestjs/common';
import { QuotaWatch } from '@parlance/apps';
import { BUS, type Bus } from '@parlance/bus';
import { data } from '@parlance/contracts';
import { mountAddress } from '@parlance/file-urls';
import { MongoConnections } from '@parlance/mongo';
import { healthHandler } from '@parlance/service';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { RehearsalHandler } from './access-samples/rehearsal.handler.ts';
import { AggregateHandler } from './aggregate/aggregate.handler.ts';
import { Apps, type SlotsOf } from './apps/apps.ts';
import { mongoAppStores } from './apps/mongo-app-stores.ts';
import { DataLifetime } from './data-lifetime.ts';
import { DeclaredSchemasHandler } from './declared-schemas/declared-schemas.handler.ts';
import { SchemaApplies } from './declared-schemas/schema-applies.ts';
import { ExplainAccessHandler } from './explain-access/explain-access.handler.ts';
import { FileReferencesHandler } from './file-references/file-references.handler.ts';
import { ForgetAppHandler, REMOVE_DATABASE } from './removals/forget-app.handler.ts';
import { removeDatabase } from './removals/mongo-remove-database.ts';
import { AnchorsHandler } from './find/anchors.handler.ts';
import { FindHandler } from './find/find.handler.ts';
import { GetHandler } from './find/get.handler.ts';
import { ServiceReadsHandler } from './for-services/service-reads.handler.ts';
import { ServiceWritesHandler } from './for-services/service-writes.handler.ts';
import { AppHealthHandler } from './health/app-health.handler.ts';
import { MongoHealth } from './health/mongo-health.ts';
import { ClaimRequestIdHandler } from './idempotency/claim-request-id.handler.ts';
import { HooksHandler } from './hooks/hooks.handler.ts';
import { InstallationFactsHandler } from './parameters/installation-facts.handler.ts';
import { IndexAdministrationHandler } from './indexes/administration.handler.ts';
import { ParametersHandler } from './parameters/parameters.handler.ts';
import { PushTargetsHandler } from './push/push-targets.handler.ts';
import { ChangeClassHandler } from './schemas/change-class.handler.ts';
import { CreateClassHandler } from './schemas/create-class.handler.ts';
import { DescribeClassHandler } from './schemas/describe-class.handler.ts';
import { DropClassHandler } from './schemas/drop-class.handler.ts';
import { ListClassesHandler } from './schemas/list-classes.handler.ts';
import { PurgeClassHandler } from './schemas/purge-class.handler.ts';
import { SaveInstallationHandler } from './installations/save-installation.handler.ts';
import { triggersOf } from './triggers/app-triggers.ts';
import { TriggerHost } from './triggers/trigger-host.ts';
import type { DataSettings } from './settings.ts';
import { SlowQueriesHandler } from './slow-queries/slow-queries.handler.ts';
import { ExportsHandler } from './transfers/exports.handler.ts';
import { ImportsHandler } from './transfers/imports.handler.ts';
import { WriteHandler } from './write/write.handler.ts';

/** The data service: objects, queries, class schemas and relations of all apps. Needs BUS and LOGGER from a global module. */
@Module({})
export class DataModule {
  /** @param slotsOf the features that take part in writes (write/slots.ts); none unless told */
  static register(settings: DataSettings, slotsOf?: SlotsOf): DynamicModule {
    const connections = new MongoConnections({ appName: 'parlance-data', maxPoolSize: settings.PARLANCE_DATA_CONNECTIONS_MAX });
    const stores = {
      uri: settings.MONGODB_URL,
      classesMax: settings.PARLANCE_DATA_CLASSES_MAX,
    };
    const apps = {
      entriesMax: settings.PARLANCE_DATA_APPS_MAX,
      ttlMs: settings.PARLANCE_DATA_CACHE_TTL_MS,
      publicUrl: mountAddress(settings),
      ...(slotsOf === undefined ? {} : { slotsOf }),
    };
    const mongo = new MongoHealth(connections, settings.MONGODB_URL);
    const health = healthHandler(data.health, { mongodb: { title: 'The database', answers: () => mongo.answers() } });
    return {
      module: DataModule,
      controllers: [
        GetHandler,
        FindHandler,
        AnchorsHandler,
        AggregateHandler,
        WriteHandler,
        SaveInstallationHandler,
        ServiceReadsHandler,
        ServiceWritesHandler,
        ListClassesHandler,
        DescribeClassHandler,
        CreateClassHandler,
        ChangeClassHandler,
        DropClassHandler,
        PurgeClassHandler,
        SlowQueriesHandler,
        ExplainAccessHandler,
        ClaimRequestIdHandler,
        ParametersHandler,
        HooksHandler,
        InstallationFactsHandler,
        AppHealthHandler,
        FileReferencesHandler,
        PushTargetsHandler,
        ForgetAppHandler,
        DeclaredSchemasHandler,
        IndexAdministrationHandler,
        RehearsalHandler,
        ImportsHandler,
        ExportsHandler,
        health,
      ],
      providers: [
        { provide: QuotaWatch, inject: [LOGGER], useFactory: (logger: Logger) => new QuotaWatch(logger) },
        {
          provide: Apps,
          inject: [BUS, LOGGER, QuotaWatch],
          useFactory: (bus: Bus, logger: Logger, watch: QuotaWatch) => {
            const host = new TriggerHost(bus, logger);
            return new Apps(bus, mongoAppStores(connections, bus, logger, { ...stores, watch }), {
              ...apps,
              triggersOf: (code) => triggersOf(code, host),
            });
          },
        },
        { provide: REMOVE_DATABASE, useValue: removeDatabase(connections, settings.MONGODB_URL) },
        {
          provide: SchemaApplies,
          inject: [Apps, LOGGER],
          useFactory: (opened: Apps, logger: Logger) => new SchemaApplies((context) => opened.of(context), logger),
        },
        {
          provide: DataLifetime,
          inject: [Apps, SchemaApplies],
          useFactory: (opened: Apps, applies: SchemaApplies) => new DataLifetime(opened, applies, connections),
        },
      ],
    };
  }
}
