import { LRUCache } from 'lru-cache';

export interface BoundedCacheOptions {
  /** Most entries; the least recently used one makes room. */
  readonly max: number;
  /** How long an entry is trusted when no invalidation comes. Absent: for as long as it is used. */
  readonly ttlMs?: number;
}

/**
 * Values that are expensive to load, by key: bounded in number and age, loaded once for all who ask at the same time.
 *
 * Invalidation wins over loading: a value that `delete` or `clear` overtakes goes to callers that asked before and could have had it a
 * moment earlier, but never stored, and a caller that asks after the invalidation gets a load that started after it. Failed loads are not
 * stored.
 */
export class BoundedCache<Key extends string | number, Value> {
  /** In boxes, so that null, undefined and other absences can be remembered like any value. */
  readonly #entries: LRUCache<Key, { readonly value: Value }>;
  readonly #loads = new Map<Key, Promise<Value>>();

  constructor({ max, ttlMs }: BoundedCacheOptions) {
    this.#entries = new LRUCache({ max, ttl: ttlMs ?? 0 });
  }

  /** Entries held, expired ones that nobody asked for since included. */
  get size(): number {
    return this.#entries.size;
  }

  /** The value, when it is there and not too old. Cheaper than `getOrLoad`, as it needs no promise. */
  get(key: Key): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Stores a value, over a load of the key that is under way: that load's value is older. */
  set(key: Key, value: Value): void {
    this.#loads.delete(key);
    this.#entries.set(key, { value });
  }

  /**
   * The value, or the one that `load` brings. Concurrent callers of one key share one load.
   *
   * @param load called with the key at most once per call; its error reaches every caller that shares it
   */
  getOrLoad(key: Key, load: (key: Key) => Promise<Value>): Promise<Value> {
    const entry = this.#entries.get(key);
    if (entry !== undefined) return Promise.resolve(entry.value);
    return this.#loads.get(key) ?? this.#load(key, load);
  }

  /** Forgets one key. */
  delete(key: Key): void {
    this.#loads.delete(key);
    this.#entries.delete(key);
  }

  /** Forgets every value that `isStale`, and lets no load that is under way be stored: nobody knows yet whether its value will be. */
  deleteWhere(isStale: (value: Value) => boolean): void {
    this.#loads.clear();
    for (const [key, { value }] of this.#entries.entries()) if (isStale(value)) this.#entries.delete(key);
  }

  /** Forgets everything: for a process that may have missed invalidations. */
  clear(): void {
    this.#loads.clear();
    this.#entries.clear();
  }

  async #load(key: Key, load: (key: Key) => Promise<Value>): Promise<Value> {
    // A load whose promise is no longer the registered one has been overtaken by an invalidation or by a value set meanwhile.
    const loading = load(key);
    this.#loads.set(key, loading);
    try {
      const value = await loading;
      if (this.#loads.get(key) === loading) this.#entries.set(key, { value });
      return value;
    } finally {
      if (this.#loads.get(key) === loading) this.#loads.delete(key);
    }
  }
}
