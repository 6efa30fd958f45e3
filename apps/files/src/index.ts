import type { ServiceDefinition } from '@parlance/service';
import { FilesModule } from './files.module.ts';
import { FILES_SETTINGS } from './settings.ts';

/** How a process hosts this service. */
export const SERVICE = { name: 'files', module: FilesModule, settings: FILES_SETTINGS, http: false } satisfies ServiceDefinition<
  typeof FILES_SETTINGS
>;

export { DiskFileStore } from './store/disk-file.store.ts';
export type { FileHead, FileStore, StoredFile } from './store/file.store.ts';
export { GridFsFileStore } from './store/gridfs-file.store.ts';
export { s3Client, S3FileStore } from './store/s3-file.store.ts';
