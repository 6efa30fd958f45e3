import { setTimeout as sleep } from 'node:timers/promises';
import { ParseError } from '@parlance/errors';
import type { Logger } from '@parlance/telemetry';
import type { IndexStore, NewIndex } from './index-store.ts';

/** A request waits this long for its indexes: those of small classes are there with the answer, others are made while it is read. */
export const BUILD_WAIT_MS = 2_000;

/** Makes the indexes that the schema API is asked for, beside the requests. */
export class IndexBuilds {
  readonly #store: IndexStore;
  readonly #logger: Logger;

  constructor(store: IndexStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /**
   * Begins to make indexes, all or none of them, and waits a while for the end. A build that fails later is recorded, and told with the
   * class's description.
   *
   * @throws DuplicateValue (137), InvalidQuery (102) when it fails within that while: then nothing is left of it
   */
  async start(className: string, indexes: readonly NewIndex[]): Promise<void> {
    if (indexes.length === 0) return;
    await this.#store.recordStart(className, indexes);
    const made = this.#make(className, indexes);
    const failure = await Promise.race([made, sleep(BUILD_WAIT_MS)]);
    if (failure === undefined) return;
    await this.#store.recordFailure(className, indexes, undefined);
    throw failure;
  }

  /** Never rejects. @returns why the indexes could not be made */
  async #make(className: string, indexes: readonly NewIndex[]): Promise<Error | undefined> {
    try {
      await this.#store.make(className, indexes);
      await this.#store.recordEnd(className, indexes);
      return undefined;
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      this.#logger.warn({ className, indexes: indexes.map(({ name }) => name), err: failure }, 'Indexes could not be made.');
      await this.#remember(className, indexes, failure);
      return failure;
    }
  }

  async #remember(className: string, indexes: readonly NewIndex[], failure: Error): Promise<void> {
    try {
      const reason = failure instanceof ParseError ? failure.message : 'The index could not be made.';
      await this.#store.recordFailure(className, indexes, reason);
    } catch (error) {
      this.#logger.warn({ className, err: error }, 'The failure of an index could not be recorded.');
    }
  }
}
