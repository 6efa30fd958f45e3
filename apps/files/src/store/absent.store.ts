import { Readable } from 'node:stream';
import { ParseError } from '@parlance/errors';
import type { StoreName } from '../apps/app-files.ts';
import type { FilePage, FileStore, StoredFile, StoreUsage } from './file.store.ts';

const MISSING: Readonly<Record<StoreName, string>> = {
  gridfs: 'MONGODB_URL',
  disk: 'PARLANCE_FILES_FOLDER',
  s3: 'PARLANCE_S3_BUCKET',
};

/** The store that an app has chosen and the deployment does not have: it takes no file, and holds none. */
export class AbsentStore implements FileStore {
  readonly #name: StoreName;

  constructor(name: StoreName) {
    this.#name = name;
  }

  async put(): Promise<StoredFile> {
    throw new ParseError('FileSaveError', `The store of this app is not there: ${MISSING[this.#name]} is not set.`);
  }

  async find(): Promise<undefined> {
    return undefined;
  }

  read(): Readable {
    return Readable.from([]);
  }

  async readWhole(): Promise<Buffer> {
    return Buffer.alloc(0);
  }

  async remove(): Promise<boolean> {
    return false;
  }

  async list(): Promise<FilePage> {
    return { files: [] };
  }

  async usage(): Promise<StoreUsage> {
    return { files: 0, bytes: 0 };
  }

  async replaceHead(): Promise<void> {
    throw new ParseError('FileSaveError', 'There is no such file.');
  }

  async sweep(): Promise<number> {
    return 0;
  }

  async setAside(): Promise<number> {
    return 0;
  }

  async listAside(): Promise<readonly StoredFile[]> {
    return [];
  }

  async putBack(): Promise<void> {
    // There is none.
  }

  async removeAside(): Promise<number> {
    return 0;
  }
}
