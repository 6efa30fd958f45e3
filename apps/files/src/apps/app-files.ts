import type { FileStore, StoredFile } from '../store/file.store.ts';

export type StoreName = 'gridfs' | 'disk' | 's3';

/** A file, and the store that has it. */
export interface FoundFile {
  readonly file: StoredFile;
  readonly store: FileStore;
}

/** The stores of one app: new files go into one of them, and are looked for in all, so that an app can move from one to another. */
export class AppFiles {
  readonly stores: ReadonlyMap<StoreName, FileStore>;
  readonly #current: FileStore;

  /** @param stores that of new files first */
  constructor(stores: ReadonlyMap<StoreName, FileStore>) {
    const [current] = stores.values();
    if (current === undefined) throw new Error('An app needs a store for its files.');
    this.stores = stores;
    this.#current = current;
  }

  /** The store of new files. */
  get current(): FileStore {
    return this.#current;
  }

  /** The store of this name; the first one where none is named. */
  at(name: string | undefined): { readonly name: StoreName; readonly store: FileStore } | undefined {
    for (const [known, store] of this.stores) if (name === undefined || name === known) return { name: known, store };
    return undefined;
  }

  async find(name: string): Promise<FoundFile | undefined> {
    for (const store of this.stores.values()) {
      const file = await store.find(name);
      if (file !== undefined) return { file, store };
    }
    return undefined;
  }

  /** @returns whether there was one in any store */
  async remove(name: string): Promise<boolean> {
    let found = false;
    for (const store of this.stores.values()) found = (await store.remove(name)) || found;
    return found;
  }
}
