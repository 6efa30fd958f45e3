import { join, resolve } from 'node:path';
import type { MongoConnections } from '@parlance/mongo';
import { AppFiles, type StoreName } from '../apps/app-files.ts';
import type { OpenFiles } from '../apps/apps.ts';
import type { FilesSettings } from '../settings.ts';
import { AbsentStore } from './absent.store.ts';
import { DiskFileStore } from './disk-file.store.ts';
import type { FileStore } from './file.store.ts';
import { GridFsFileStore } from './gridfs-file.store.ts';
import { s3Client, S3FileStore } from './s3-file.store.ts';

/** Opens the stores of an app: that of new files, and then all others that the deployment has, where older ones may be. */
export function filesOpener(settings: FilesSettings, connections: MongoConnections): OpenFiles {
  const { PARLANCE_FILES_FOLDER: folder, PARLANCE_S3_BUCKET: bucket } = settings;
  const client = bucket === undefined ? undefined : s3ClientOf(settings);
  return ({ id, settings: { files }, database: { uri = settings.MONGODB_URL, name, collectionPrefix } }) => {
    const all = new Map<StoreName, FileStore>();
    all.set('gridfs', new GridFsFileStore(() => connections.database(uri, name), collectionPrefix));
    if (folder !== undefined) all.set('disk', new DiskFileStore(join(resolve(folder), id)));
    if (bucket !== undefined && client !== undefined) all.set('s3', new S3FileStore(client, bucket, id));
    const chosen = all.get(files.store) ?? new AbsentStore(files.store);
    all.delete(files.store);
    return new AppFiles(new Map([[files.store, chosen], ...all]));
  };
}

function s3ClientOf(settings: FilesSettings) {
  return s3Client({
    region: settings.PARLANCE_S3_REGION,
    endpoint: settings.PARLANCE_S3_ENDPOINT,
    pathStyle: settings.PARLANCE_S3_PATH_STYLE,
    accessKeyId: settings.PARLANCE_S3_ACCESS_KEY_ID,
    secretAccessKey: settings.PARLANCE_S3_SECRET_ACCESS_KEY,
  });
}
