import { Module, type DynamicModule } from '@nestjs/common';
import { QuotaWatch } from '@parlance/apps';
import { BUS, type Bus } from '@parlance/bus';
import { files } from '@parlance/contracts';
import { mountAddress } from '@parlance/file-urls';
import { MongoConnections } from '@parlance/mongo';
import { healthHandler } from '@parlance/service';
import { parseKeys } from '@parlance/settings';
import { LOGGER, type Logger } from '@parlance/telemetry';
import { offersOf, TransferServer } from '@parlance/transfers';
import { Apps, OPEN_FILES, type OpenFiles } from './apps/apps.ts';
import { BundlesHandler } from './bundles/bundles.handler.ts';
import { CleanUpHandler } from './clean-up/clean-up.handler.ts';
import { OpenDownloadHandler } from './download/open-download.handler.ts';
import { ReadableFiles } from './download/readable-file.ts';
import { FileSeals } from './encryption/file-seals.ts';
import { RotateKeysHandler } from './encryption/rotate-keys.handler.ts';
import { FilesLifetime } from './files-lifetime.ts';
import { ReadMetadataHandler } from './metadata/read-metadata.handler.ts';
import { ForgetAppHandler } from './remove/forget-app.handler.ts';
import { RemoveHandler } from './remove/remove.handler.ts';
import type { FilesSettings } from './settings.ts';
import { filesOpener } from './store/open-files.ts';
import { FileTriggers } from './triggers/file-triggers.ts';
import { HeldBytes } from './triggers/held-bytes.ts';
import { ExportDownloadsHandler } from './transfers/export-downloads.handler.ts';
import { TransfersHandler } from './transfers/transfers.handler.ts';
import { OpenUploadHandler } from './upload/open-upload.handler.ts';
import { SaveFile } from './upload/save-file.ts';
import { Quotas } from './usage/quotas.ts';
import { UsageHandler } from './usage/usage.handler.ts';

/** The files service: the bytes of all apps' files. Needs BUS and LOGGER from a global module. */
@Module({})
export class FilesModule {
  static register(settings: FilesSettings): DynamicModule {
    const connections = new MongoConnections({ appName: 'parlance-files', maxPoolSize: settings.PARLANCE_FILES_CONNECTIONS_MAX });
    const { PARLANCE_FILES_KEY: keys } = settings;
    const seals = new FileSeals(keys === undefined ? [] : parseKeys(keys, 'PARLANCE_FILES_KEY'));
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
        BundlesHandler,
        ForgetAppHandler,
        TransfersHandler,
        ExportDownloadsHandler,
        healthHandler(files.health),
      ],
      providers: [
        { provide: FileSeals, useValue: seals },
        { provide: ReadableFiles, useValue: new ReadableFiles(seals) },
        { provide: QuotaWatch, inject: [LOGGER], useFactory: (logger: Logger) => new QuotaWatch(logger) },
        { provide: Quotas, inject: [QuotaWatch], useFactory: (watch: QuotaWatch) => new Quotas(watch) },
        { provide: FileTriggers, inject: [BUS], useFactory: (bus: Bus) => new FileTriggers(bus, mountAddress(settings)) },
        {
          provide: SaveFile,
          inject: [FileTriggers, Quotas],
          useFactory: (triggers: FileTriggers, quotas: Quotas) => new SaveFile({ seals, quotas, triggers, held: new HeldBytes() }),
        },
        {
          provide: OPEN_FILES,
          useFactory: () => filesOpener(settings, connections),
        },
        { provide: Apps, inject: [BUS, OPEN_FILES], useFactory: (bus: Bus, open: OpenFiles) => new Apps(bus, open) },
        {
          provide: TransferServer,
          inject: [BUS, LOGGER],
          useFactory: (bus: Bus, logger: Logger) => {
            const { PARLANCE_FILES_HOST: host, PARLANCE_FILES_PORT: port, PARLANCE_FILES_ADDRESS: address } = settings;
            const { PARLANCE_TRANSFERS_CERT_FILE: certFile, PARLANCE_TRANSFERS_KEY_FILE: keyFile } = settings;
            const tls = certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile };
            return new TransferServer(offersOf(bus), { host, port, address, tls, logger });
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
