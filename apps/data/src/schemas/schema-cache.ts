import { BoundedCache } from '@parlance/cache';
import type { ClassSchema } from '@parlance/values';
import type { SchemaStore } from './schema.store.ts';

export interface SchemaCacheOptions {
  /** Most classes remembered, unknown ones included. */
  readonly entriesMax: number;
  /** How long a class is believed without having heard of a change: events can be lost. */
  readonly ttlMs: number;
  /** False while no event can arrive. */
  readonly hearsChanges: () => boolean;
  /** Called with each class that was read and exists. */
  readonly onMet: (className: string) => void;
}

/** Permissions are part of a class: a process that hears nothing believes them no longer than this. */
const UNHEARD_TTL_MS = 1_000;

/** Old databases have members that their classes do not know, met with every read; each class is read anew this often at most. */
const REFRESH_INTERVAL_MS = 1_000;

interface Known {
  /** Undefined for a class that does not exist: a client that polls one would otherwise ask the database each time. */
  readonly schema: ClassSchema | undefined;
  readonly readAt: number;
}

/** The classes of one app as this process knows them. */
export class SchemaCache {
  readonly #store: SchemaStore;
  readonly #known: BoundedCache<string, Known>;
  readonly #hearsChanges: () => boolean;
  readonly #onMet: (className: string) => void;

  constructor(store: SchemaStore, { entriesMax, ttlMs, hearsChanges, onMet }: SchemaCacheOptions) {
    this.#store = store;
    this.#known = new BoundedCache({ max: entriesMax, ttlMs });
    this.#hearsChanges = hearsChanges;
    this.#onMet = onMet;
  }

  /** @returns undefined for a class that does not exist */
  async get(className: string): Promise<ClassSchema | undefined> {
    const known = this.#known.get(className);
    if (known !== undefined && (this.#hearsChanges() || Date.now() - known.readAt < UNHEARD_TTL_MS)) return known.schema;
    if (known !== undefined) this.#known.delete(className);
    return (await this.#load(className)).schema;
  }

  /** Reads the class anew, for one who has seen that the known form is stale. */
  async reload(className: string): Promise<ClassSchema | undefined> {
    this.#known.delete(className);
    return (await this.#load(className)).schema;
  }

  /** The same for one who only suspects it: what was read a moment ago is not read again. */
  async refresh(className: string): Promise<ClassSchema | undefined> {
    const known = this.#known.get(className);
    const recent = known !== undefined && Date.now() - known.readAt < REFRESH_INTERVAL_MS;
    return recent ? known.schema : this.reload(className);
  }

  /** The class was changed somewhere. */
  forget(className: string): void {
    this.#known.delete(className);
  }

  /** Events may have been missed. */
  clear(): void {
    this.#known.clear();
  }

  #load(className: string): Promise<Known> {
    return this.#known.getOrLoad(className, async () => {
      const readAt = Date.now(); // before reading: what changes meanwhile is newer
      const schema = await this.#store.read(className);
      if (schema !== undefined) this.#onMet(className);
      return { schema, readAt };
    });
  }
}
