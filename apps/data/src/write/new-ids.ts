import type { StoredDocument } from '@parlance/values';

/** Objects that a transaction brings into being under ids of the client's choice: its later parts may name them. */
export class NewIds {
  readonly #made = new Map<string, Map<string, StoredDocument>>();

  add(className: string, objectId: string, document: StoredDocument): void {
    const made = this.#made.get(className);
    if (made === undefined) this.#made.set(className, new Map([[objectId, document]]));
    else made.set(objectId, document);
  }

  /** The object as it is going to be stored first; undefined for one that no part makes. */
  of(className: string, objectId: string): StoredDocument | undefined {
    return this.#made.get(className)?.get(objectId);
  }
}
