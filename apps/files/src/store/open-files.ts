import { join, resolve } from 'node:path';
import type { MongoConnections } from '@parlance/mongo';
import { AppFiles, type StoreName } from '../apps/app-files.ts';
import type { OpenFiles } from '../apps/apps.ts';
import type { FilesSettings } from '../settings.ts';
import { AbsentStore } from './absent.store.ts';
import { DiskFileStore } from './disk-file.store.ts';
import type { FileStore } from './file.store.ts';
import { GridFsFileStore } from './gridfs-file.store.ts';

/** Opens the stores of an app: that of new files, and then all others that the deployment has, where older ones may be. */
export async function filesOpener(settings: FilesSettings, connections: MongoConnections): Promise<OpenFiles> {
  const { PARLANCE_FILES_FOLDER: folder } = settings;
  const s3StoreOf = await s3Opener(settings);
  return ({ id, settings: { files }, database: { uri = settings.MONGODB_URL, name, collectionPrefix } }) => {
    const all = new Map<StoreName, FileStore>();
    all.set('gridfs', new GridFsFileStore(() => connections.database(uri, name), collectionPrefix));
    if (folder !== undefined) all.set('disk', new DiskFileStore(join(resolve(folder), id)));
    if (s3StoreOf !== undefined) all.set('s3', s3StoreOf(id));
    const chosen = all.get(files.store) ?? new AbsentStore(files.store);
    all.delete(files.store);
    return new AppFiles(new Map([[files.store, chosen], ...all]));
  };
}

/** The client of S3 is large: only deployments that use it load it. */
async function s3Opener(settings: FilesSettings): Promise<((appId: string) => FileStore) | undefined> {
  const { PARLANCE_S3_BUCKET: bucket } = settings;
  if (bucket === undefined) return undefined;
  const { s3Client, S3FileStore } = await import('./s3-file.store.ts');
  const client = s3Client({
    region: settings.PARLANCE_S3_REGION,
    endpoint: settings.PARLANCE_S3_ENDPOINT,
    pathStyle: settings.PARLANCE_S3_PATH_STYLE,
    accessKeyId: settings.PARLANCE_S3_ACCESS_KEY_ID,
    secretAccessKey: settings.PARLANCE_S3_SECRET_ACCESS_KEY,
  });
  return (appId) => new S3FileStore(client, bucket, appId);
}
