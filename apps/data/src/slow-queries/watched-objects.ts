import type { AuthorizedAccess } from '@parlance/acl';
import type { StoredDocument } from '@parlance/values';
import type { CountQuery, ObjectQuery, ObjectReads } from '../objects/object.store.ts';
import type { QueryWatch } from './query-watch.ts';

/** The objects of an app, each query of them watched. */
export class WatchedObjects implements ObjectReads {
  readonly #objects: ObjectReads;
  readonly #watch: QueryWatch;

  constructor(objects: ObjectReads, watch: QueryWatch) {
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
}
