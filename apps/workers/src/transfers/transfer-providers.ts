import type { Provider } from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import type { MongoConnections } from '@parlance/mongo';
import type { Clock } from '@parlance/push';
import { Queues } from '@parlance/queues';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { offersOf, TransferClient } from '@parlance/transfers';
import { databaseName } from '../database/own-databases.ts';
import type { WorkersSettings } from '../settings.ts';
import { FailureStore } from './database/failure.store.ts';
import { MongoTransfersDatabase } from './database/mongo-transfers-database.ts';
import { TransferStore } from './database/transfer.store.ts';
import { ExportMails, isMailed } from './export/export-mails.ts';
import { ExportRun } from './export/export-run.ts';
import { ImportRun } from './import/import-run.ts';
import { TransferRunner } from './runner.ts';
import { TransferFiles } from './transfer-files.ts';
import { TransfersService } from './transfers-service.ts';
import { TRANSFERS, TransferWakeUps } from './wake-ups.ts';

const PERCENT = 100;

/** All that imports and exports need. @param connections to MongoDB, which the caller closes */
export function transferProviders(settings: WorkersSettings, clock: Clock, connections: MongoConnections): Provider[] {
  return [
    {
      provide: MongoTransfersDatabase,
      inject: [BUS],
      useFactory: ({ prefix }: Bus) => new MongoTransfersDatabase(connections, settings.MONGODB_URL, databaseName(settings, prefix)),
    },
    {
      provide: TransferStore,
      inject: [MongoTransfersDatabase],
      useFactory: (database: MongoTransfersDatabase) => new TransferStore(database, settings.PARLANCE_TRANSFERS_LEASE_MS),
    },
    {
      provide: FailureStore,
      inject: [MongoTransfersDatabase],
      useFactory: (database: MongoTransfersDatabase) => new FailureStore(database),
    },
    { provide: TransferFiles, inject: [BUS], useFactory: (bus: Bus) => new TransferFiles(bus, new TransferClient(offersOf(bus))) },
    {
      provide: TransferWakeUps,
      inject: [Queues, LOGGER],
      useFactory: (queues: Queues, logger: Logger) => new TransferWakeUps(queues, logger),
    },
    {
      provide: TransferRunner,
      inject: [BUS, TransferStore, FailureStore, TransferFiles, Queues, LOGGER],
      useFactory: (bus: Bus, store: TransferStore, failures: FailureStore, files: TransferFiles, queues: Queues, logger: Logger) => {
        const work = {
          import: (run: ConstructorParameters<typeof ImportRun>[0]) => new ImportRun(run, { bus, files, failures }).carryOn(),
          export: (run: ConstructorParameters<typeof ExportRun>[0]) => new ExportRun(run, { bus, files }).carryOn(),
        };
        const runner = new TransferRunner(
          { store, work, isMailed, clock, logger },
          {
            leaseMs: settings.PARLANCE_TRANSFERS_LEASE_MS,
            concurrency: settings.PARLANCE_TRANSFERS_CONCURRENCY,
            share: settings.PARLANCE_TRANSFERS_SHARE / PERCENT,
          },
        );
        queues.work(TRANSFERS, { concurrency: 1, run: () => runner.look() });
        return runner;
      },
    },
    {
      provide: TransfersService,
      inject: [BUS, TransferStore, TransferRunner, TransferFiles, Queues, LOGGER],
      useFactory: (bus: Bus, store: TransferStore, runner: TransferRunner, files: TransferFiles, queues: Queues, logger: Logger) =>
        new TransfersService(
          {
            ...{ store, runner, files, clock, logger },
            mails: new ExportMails(bus, store, clock, logger),
            isPaused: async () => (await queues.worked.get(TRANSFERS.name)?.isPaused()) === true,
          },
          settings.PARLANCE_JOBS_TICK_MS,
        ),
    },
  ];
}
