import type { MongoConnections } from '@parlance/mongo';
import { AppFiles, type StoreName } from '../apps/app-files.ts';
import type { OpenFiles } from '../apps/apps.ts';
import type { FilesSettings } from '../settings.ts';
import type { FileStore } from './file.store.ts';
import { GridFsFileStore } from './gridfs-file.store.ts';

/** Opens the stores of an app: the one it has chosen for new files, and its own database, where older ones may be. */
export function filesOpener(settings: FilesSettings, connections: MongoConnections): OpenFiles {
  return ({ database: { uri = settings.MONGODB_URL, name, collectionPrefix } }) => {
    const stores = new Map<StoreName, FileStore>();
    stores.set('gridfs', new GridFsFileStore(() => connections.database(uri, name), collectionPrefix));
    return new AppFiles(stores);
  };
}
