import { Module, type DynamicModule } from '@nestjs/common';
import { BUS, type Bus } from '@parlance/bus';
import { files } from '@parlance/contracts';
import { MongoConnections } from '@parlance/mongo';
import { healthHandler } from '@parlance/service';
import { loadKeys } from '@parlance/settings';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { offersOf, TransferServer } from '@parlance/transfers';
import { Apps } from './apps/apps.ts';
import { CleanUpHandler } from './clean-up/clean-up.handler.ts';
import { OpenDownloadHandler } from './download/open-download.handler.ts';
import { ReadableFiles } from './download/readable-file.ts';
import { FileSeals } from './encryption/file-seals.ts';
import { RotateKeysHandler } from './encryption/rotate-keys.handler.ts';
import { FilesLifetime } from './files-lifetime.ts';
import { ReadMetadataHandler } from './metadata/read-metadata.handler.ts';
import { RemoveHandler } from './remove/remove.handler.ts';
import type { FilesSettings } from './settings.ts';
import { filesOpener } from './store/open-files.ts';
import { OpenUploadHandler } from './upload/open-upload.handler.ts';
import { Quotas } from './usage/quotas.ts';
import { UsageHandler } from './usage/usage.handler.ts';

/** The files service: the bytes of all apps' files. Needs BUS and LOGGER from a global module. */
@Module({})
export class FilesModule {
  static register(settings: FilesSettings): DynamicModule {
    const connections = new MongoConnections({ appName: 'parlance-files', maxPoolSize: settings.PARLANCE_FILES_CONNECTIONS_MAX });
    const { PARLANCE_FILES_KEY: keys, PARLANCE_FILES_KEY_FILE: file } = settings;
    const seals = new FileSeals(loadKeys({ variable: 'PARLANCE_FILES_KEY', keys, file }) ?? []);
    return {
      module: FilesModule,
      controllers: [
        OpenUploadHandler,
        OpenDownloadHandler,
        ReadMetadataHandler,
        RemoveHandler,
        UsageHandler,
        CleanUpHandler,
        RotateKeysHandler,
        healthHandler(files.health),
      ],
      providers: [
        { provide: FileSeals, useValue: seals },
        { provide: ReadableFiles, useValue: new ReadableFiles(seals) },
        { provide: Quotas, useValue: new Quotas() },
        {
          provide: Apps,
          inject: [BUS],
          useFactory: async (bus: Bus) => new Apps(bus, await filesOpener(settings, connections)),
        },
        {
          provide: TransferServer,
          inject: [BUS, LOGGER],
          useFactory: (bus: Bus, logger: Logger) => {
            const { PARLANCE_FILES_HOST: host, PARLANCE_FILES_PORT: port, PARLANCE_FILES_ADDRESS: address } = settings;
            return new TransferServer(offersOf(bus), { host, port, address, logger });
          },
        },
        {
          provide: FilesLifetime,
          inject: [Apps, TransferServer],
          useFactory: (apps: Apps, transfers: TransferServer) => new FilesLifetime(apps, transfers, connections),
        },
      ],
    };
  }
}
