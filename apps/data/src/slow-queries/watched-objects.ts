import type { Authorized, AuthorizedAccess } from '@parlance/acl';
import type { StoredDocument } from '@parlance/values';
import type {
  CountQuery,
  NewObject,
  ObjectChange,
  ObjectQuery,
  ObjectStore,
  ObjectTarget,
  ObjectWriter,
  WriteTarget,
} from '../objects/object.store.ts';
import type { QueryWatch } from './query-watch.ts';

/** The objects of an app, each query of them watched. */
export class WatchedObjects implements ObjectStore {
  readonly #objects: ObjectStore;
  readonly #watch: QueryWatch;

  constructor(objects: ObjectStore, watch: QueryWatch) {
    this.#objects = objects;
    this.#watch = watch;
  }

  find(query: AuthorizedAccess<ObjectQuery>, timeMsMax: number): Promise<StoredDocument[]> {
    return this.#watch.run('find', query, () => this.#objects.find(query, timeMsMax));
  }

  findRaw(query: AuthorizedAccess<ObjectQuery>, timeMsMax: number): Promise<Uint8Array[]> {
    return this.#watch.run('find', query, () => this.#objects.findRaw(query, timeMsMax));
  }

  count(query: AuthorizedAccess<CountQuery>, timeMsMax: number): Promise<number> {
    return this.#watch.run('count', query, () => this.#objects.count(query, timeMsMax));
  }

  decode(raw: Uint8Array): StoredDocument {
    return this.#objects.decode(raw);
  }

  insert(object: Authorized<NewObject>, deadline: number): Promise<boolean> {
    return this.#objects.insert(object, deadline);
  }

  insertMany(objects: readonly Authorized<NewObject>[], deadline: number): Promise<readonly (Error | undefined)[]> {
    return this.#objects.insertMany(objects, deadline);
  }

  update(change: AuthorizedAccess<ObjectChange>, deadline: number): Promise<StoredDocument | undefined> {
    return this.#objects.update(change, deadline);
  }

  exists(target: AuthorizedAccess<ObjectTarget>, deadline: number): Promise<boolean> {
    return this.#objects.exists(target, deadline);
  }

  removeMatching(query: AuthorizedAccess<CountQuery>, deadline: number): Promise<number> {
    return this.#objects.removeMatching(query, deadline);
  }

  prepare(...indexes: Parameters<ObjectStore['prepare']>): Promise<void> {
    return this.#objects.prepare(...indexes);
  }

  remove(target: AuthorizedAccess<ObjectTarget>, deadline: number): Promise<boolean> {
    return this.#objects.remove(target, deadline);
  }

  inTransaction<R>(targets: readonly WriteTarget[], deadline: number, work: (objects: ObjectWriter) => Promise<R>): Promise<R> {
    return this.#objects.inTransaction(targets, deadline, work);
  }
}
