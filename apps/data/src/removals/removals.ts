import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@parlance/telemetry';
import type { ClassStorage } from '../schemas/class-storage.ts';
import { dropIndexesOf } from '../indexes/drop-indexes-of.ts';
import type { IndexStore } from '../indexes/index-store.ts';
import type { RemovalStore } from './removal.store.ts';
import type { Writers } from './writers.ts';

/**
 * Removes the data that classes of one app have lost: the values of fields, and whole classes. The description changes
 * first and at once; the data follows when no write believes in them any more, in batches. Work that a process did not
 * finish, since it died, is taken over by the next process that meets the class.
 */
export class Removals {
  /** The name that this process signs its work with. */
  readonly worker: string;
  readonly #writers: Pick<Writers, 'worker' | 'settled'>;
  readonly #store: RemovalStore;
  readonly #storage: ClassStorage;
  readonly #indexes: IndexStore;
  readonly #announce: (className: string) => void;
  readonly #logger: Logger;
  readonly #running = new Map<string, Promise<void>>();

  constructor(
    store: RemovalStore,
    storage: ClassStorage,
    indexes: IndexStore,
    writers: Pick<Writers, 'worker' | 'settled'>,
    announce: (className: string) => void,
    logger: Logger,
  ) {
    this.worker = writers.worker;
    this.#writers = writers;
    this.#store = store;
    this.#storage = storage;
    this.#indexes = indexes;
    this.#announce = announce;
    this.#logger = logger;
  }

  /**
   * Removes the values of the fields that the class has just lost by a change signed with `worker`. Waits for that no longer than until
   * `time` (epoch milliseconds); the work goes on then.
   */
  async removeFields(className: string, time: number): Promise<void> {
    const before = this.#running.get(className) ?? Promise.resolve();
    await Promise.race([this.#run(className, before), sleep(Math.max(time - Date.now(), 0))]);
  }

  /** Takes over removals of fields that another process has not finished. */
  resume(className: string): void {
    if (!this.#running.has(className)) void this.#run(className, Promise.resolve());
  }

  /**
   * Drops a class that has no objects.
   *
   * @param relations its relation fields
   * @returns how many objects it has after all, saved in the last moment: then it stays
   */
  async dropClass(className: string, relations: readonly string[]): Promise<number> {
    if (!(await this.#store.beginDrop(className, this.worker))) return 0;
    this.#announce(className);
    await this.#writers.settled(className);
    const objects = await this.#storage.count(className);
    if (objects > 0) {
      await this.#store.cancelDrop(className, this.worker);
    } else if (await this.#store.renewDrop(className, this.worker)) {
      await this.#storage.drop(className, relations);
      await this.#store.endDrop(className, this.worker);
    }
    this.#announce(className);
    return objects;
  }

  /**
   * One after the other for each class. Never rejects: unfinished work stays recorded, and is begun again by the next
   * process that meets it.
   */
  #run(className: string, before: Promise<void>): Promise<void> {
    const run = before.then(async () => {
      try {
        await this.#removeClaimed(className);
      } catch (error) {
        this.#logger.warn({ className, err: error }, 'Values of removed fields could not be removed yet.');
      } finally {
        if (this.#running.get(className) === run) this.#running.delete(className);
      }
    });
    this.#running.set(className, run);
    return run;
  }

  async #removeClaimed(className: string): Promise<void> {
    const fields = await this.#store.claim(className, this.worker);
    if (fields.length === 0) return;
    await this.#writers.settled(className);
    await dropIndexesOf(this.#indexes, className, new Set(fields.map(({ field }) => field)));
    this.#storage.forget(className);
    const mayGoOn = (): Promise<boolean> => this.#store.renew(className, this.worker, fields);
    if (!(await this.#storage.sweep(className, fields, mayGoOn))) return;
    await this.#store.end(className, this.worker, fields);
    this.#announce(className);
  }
}
