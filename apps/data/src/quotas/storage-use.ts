import { isLimited, type QuotaSettings } from '@parlance/app-settings';
import type { QuotaWatch } from '@parlance/apps';
import { ParseError } from '@parlance/errors';

/** How long a count is believed. Other replicas create objects meanwhile, so that an app may go beyond its quota by those. */
const COUNTED_MS = 15_000;
/** The same for an app that has no room, where room may have been made. */
const FULL_COUNTED_MS = 1_000;
/** An object is taken for as large as the others of its app; the first one for so many bytes. */
const OBJECT_BYTES = 512;

export interface StoredAmount {
  readonly objects: number;
  /** Of objects and indexes. */
  readonly bytes: number;
}

type StorageQuotas = Pick<QuotaSettings, 'objects' | 'objectBytes'>;

export interface StorageUseParts {
  readonly app: string;
  /** Asks the database. */
  readonly count: () => Promise<StoredAmount>;
  readonly watch: QuotaWatch;
  readonly now?: () => number;
}

/**
 * The objects of an app, counted from time to time where it has a quota on them; those that this process creates in between are added. An app
 * without such quotas costs nothing.
 */
export class StorageUse {
  readonly #parts: StorageUseParts;
  readonly #now: () => number;
  #objects = 0;
  #bytes = 0;
  #countedAt: number | undefined;
  #counting: Promise<void> | undefined;

  constructor(parts: StorageUseParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
  }

  /**
   * Asked before objects are created. A promise only where the database has to be asked first.
   *
   * @throws ExceededClassQuota (140)
   */
  assertRoom(quotas: StorageQuotas, added: number): Promise<void> | undefined {
    if (!isLimited(quotas.objects) && !isLimited(quotas.objectBytes)) return undefined;
    const age = this.#countedAt === undefined ? Infinity : this.#now() - this.#countedAt;
    if (age > COUNTED_MS) {
      const counting = this.#recount(quotas);
      // Only the first count is waited for.
      if (this.#countedAt === undefined) return counting.then(() => this.#add(quotas, added));
      counting.catch(() => undefined); // Told where somebody waits; the last count serves on.
    }
    if (age > FULL_COUNTED_MS && isFull(quotas, this.#objects, this.#bytes)) {
      return this.#recount(quotas).then(() => this.#add(quotas, added));
    }
    this.#add(quotas, added);
    return undefined;
  }

  #add({ objects, objectBytes }: StorageQuotas, added: number): void {
    if (objects.hard !== null && this.#objects >= objects.hard) {
      throw this.#refusal('objects', `This app may have at most ${objects.hard} objects.`);
    }
    if (objectBytes.hard !== null && this.#bytes >= objectBytes.hard) {
      throw this.#refusal('objectBytes', `The objects of this app may take at most ${objectBytes.hard} bytes.`);
    }
    this.#bytes += added * (this.#objects === 0 ? OBJECT_BYTES : this.#bytes / this.#objects);
    this.#objects += added;
  }

  #refusal(quota: keyof StorageQuotas, text: string): ParseError {
    this.#parts.watch.refused(this.#parts.app, quota);
    return new ParseError('ExceededClassQuota', text);
  }

  #recount(quotas: StorageQuotas): Promise<void> {
    this.#counting ??= this.#count(quotas).finally(() => (this.#counting = undefined));
    return this.#counting;
  }

  async #count(quotas: StorageQuotas): Promise<void> {
    const { app, count, watch } = this.#parts;
    const { objects, bytes } = await count();
    this.#objects = objects;
    this.#bytes = bytes;
    this.#countedAt = this.#now();
    watch.note({ app, quota: 'objects', limit: quotas.objects, used: objects });
    watch.note({ app, quota: 'objectBytes', limit: quotas.objectBytes, used: bytes });
  }
}

function isFull({ objects, objectBytes }: StorageQuotas, held: number, bytes: number): boolean {
  return (objects.hard !== null && held >= objects.hard) || (objectBytes.hard !== null && bytes >= objectBytes.hard);
}
