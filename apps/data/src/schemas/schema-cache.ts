import { BoundedCache } from '@parlance/cache';
import type { ClassSchema } from '@parlance/values';
import { BELIEVED_MS } from '../removals/grace.ts';
import { sameSchema } from './same-schema.ts';
import type { SchemaStore } from './schema.store.ts';

export interface SchemaCacheOptions {
  /** Most classes remembered, unknown ones included. */
  readonly entriesMax: number;
  /** Called with each class that was read and exists. */
  readonly onMet: (schema: ClassSchema) => void;
  /** Called with each class that was looked for and does not exist. */
  readonly onMissed: (className: string) => void;
}

/** From this age on a class in use is read again beside the requests, so that none of them has to wait for it. */
const RENEWED_AFTER_MS = 500;

/** Old databases have members that their classes do not know, met with every read; each class is read anew this often at most. */
const REFRESH_INTERVAL_MS = 1_000;

interface Known {
  /** Undefined for a class that does not exist: a client that polls one would otherwise ask the database each time. */
  readonly schema: ClassSchema | undefined;
  /** Epoch milliseconds, before reading: changes made meanwhile are newer. */
  readonly readAt: number;
}

/** The classes of one app as this process knows them. A class that was read again and is the same stays the same ClassSchema. */
export class SchemaCache {
  readonly #store: SchemaStore;
  readonly #known: BoundedCache<string, Known>;
  /** Classes being read again, each with a mark that a change takes away. */
  readonly #renewals = new Map<string, symbol>();
  readonly #onMet: (schema: ClassSchema) => void;
  readonly #onMissed: (className: string) => void;

  constructor(store: SchemaStore, { entriesMax, onMet, onMissed }: SchemaCacheOptions) {
    this.#store = store;
    this.#known = new BoundedCache({ max: entriesMax });
    this.#onMet = onMet;
    this.#onMissed = onMissed;
  }

  /** @returns undefined for a class that does not exist */
  async get(className: string): Promise<ClassSchema | undefined> {
    const known = this.#known.get(className);
    if (known === undefined) return (await this.#load(className)).schema;
    const age = Date.now() - known.readAt;
    if (age >= BELIEVED_MS) return this.#replace(className, known.schema);
    if (age >= RENEWED_AFTER_MS) void this.#renew(className, known.schema);
    return known.schema;
  }

  /** Reads the class anew, for one who has seen that the known form is stale. */
  async reload(className: string): Promise<ClassSchema | undefined> {
    return this.#replace(className, this.#known.get(className)?.schema);
  }

  /** The same for a caller that only suspects it: a class read a moment ago is not read again. */
  async refresh(className: string): Promise<ClassSchema | undefined> {
    return this.readSince(className, Date.now() - REFRESH_INTERVAL_MS);
  }

  /** The class as it was at `time` or later. @param time epoch milliseconds, not in the future */
  async readSince(className: string, time: number): Promise<ClassSchema | undefined> {
    const known = this.#known.get(className);
    return known !== undefined && known.readAt >= time ? known.schema : this.reload(className);
  }

  /** The class was changed somewhere. */
  forget(className: string): void {
    this.#renewals.delete(className);
    this.#known.delete(className);
  }

  /** Events may have been missed. */
  clear(): void {
    this.#renewals.clear();
    this.#known.clear();
  }

  async #replace(className: string, before: ClassSchema | undefined): Promise<ClassSchema | undefined> {
    this.forget(className);
    return (await this.#load(className, before)).schema;
  }

  async #renew(className: string, before: ClassSchema | undefined): Promise<void> {
    if (this.#renewals.has(className)) return;
    const mark = Symbol();
    this.#renewals.set(className, mark);
    try {
      const known = await this.#read(className, before);
      if (this.#renewals.get(className) === mark) this.#known.set(className, known);
    } catch {
      // A request that needs the class when it is believed no longer reads it itself, and gets the error.
    } finally {
      if (this.#renewals.get(className) === mark) this.#renewals.delete(className);
    }
  }

  #load(className: string, before?: ClassSchema): Promise<Known> {
    return this.#known.getOrLoad(className, () => this.#read(className, before));
  }

  async #read(className: string, before: ClassSchema | undefined): Promise<Known> {
    const readAt = Date.now();
    const schema = await this.#store.read(className);
    if (schema === undefined) {
      this.#onMissed(className);
      return { schema, readAt };
    }
    this.#onMet(schema);
    return { schema: before !== undefined && sameSchema(before, schema) ? before : schema, readAt };
  }
}
