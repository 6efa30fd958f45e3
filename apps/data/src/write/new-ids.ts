/** Objects that a transaction brings into being under ids of the client's choice: its later parts may name them. */
export class NewIds {
  readonly #ids = new Map<string, Set<string>>();

  add(className: string, objectId: string): void {
    const ids = this.#ids.get(className);
    if (ids === undefined) this.#ids.set(className, new Set([objectId]));
    else ids.add(objectId);
  }

  has(className: string, objectId: string): boolean {
    return this.#ids.get(className)?.has(objectId) ?? false;
  }
}
