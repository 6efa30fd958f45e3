import { join, resolve } from 'node:path';
import type { MongoConnections } from '@parlance/mongo';
import { AppFiles, type StoreName } from '../apps/app-files.ts';
import type { OpenFiles } from '../apps/apps.ts';
import type { FilesSettings } from '../settings.ts';
import { AbsentStore } from './absent.store.ts';
import { DiskFileStore } from './disk-file.store.ts';
import type { FileStore } from './file.store.ts';
import { GridFsFileStore } from './gridfs-file.store.ts';

/** Folder of the code of apps, beside those of their files: no app's id begins with a dot. */
const BUNDLES = '.cloud';
/** Goes before the names of collections with the code of an app: no class has such a name. */
const BUNDLES_PREFIX = '_cloud_';
/** The same for files of imports and exports. */
const TRANSFERS = '.transfers';
const TRANSFERS_PREFIX = '_transfers_';

/** Opens the stores of an app: that of new files, and then all others that the deployment has, where older ones may be. */
export async function filesOpener(settings: FilesSettings, connections: MongoConnections): Promise<OpenFiles> {
  const { PARLANCE_FILES_FOLDER: folder } = settings;
  const s3StoreOf = await s3Opener(settings);
  return ({ id, settings: { files }, database: { uri = settings.MONGODB_URL, name, collectionPrefix } }) => {
    const open = () => connections.database(uri, name);
    const among = (all: Map<StoreName, FileStore>): AppFiles => {
      const chosen = all.get(files.store) ?? new AbsentStore(files.store);
      all.delete(files.store);
      return new AppFiles(new Map([[files.store, chosen], ...all]));
    };
    const storesIn = (place: string, gridfs: FileStore): Map<StoreName, FileStore> => {
      const all = new Map<StoreName, FileStore>([['gridfs', gridfs]]);
      if (folder !== undefined) all.set('disk', new DiskFileStore(join(resolve(folder), place)));
      if (s3StoreOf !== undefined) all.set('s3', s3StoreOf(place));
      return all;
    };
    return {
      files: among(storesIn(id, new GridFsFileStore(open, collectionPrefix))),
      transfers: among(storesIn(`${TRANSFERS}/${id}`, new GridFsFileStore(open, `${collectionPrefix}${TRANSFERS_PREFIX}`, false))),
      bundles: among(storesIn(`${BUNDLES}/${id}`, new GridFsFileStore(open, `${collectionPrefix}${BUNDLES_PREFIX}`, false))),
    };
  };
}

/** The client of S3 is large: only deployments that use it load it. */
async function s3Opener(settings: FilesSettings): Promise<((folder: string) => FileStore) | undefined> {
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
  return (folder) => new S3FileStore(client, bucket, folder);
}
