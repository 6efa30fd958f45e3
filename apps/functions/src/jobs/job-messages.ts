import type { Logger } from '@parlance/telemetry';

/** A message that is longer is cut: it is shown beside the job, and is no report. */
const LENGTH_MAX = 10_000;

/**
 * The texts that one job tells on its way. They are stored one after the other, and while one is on its way only the last one waits: a job
 * that tells of each of a million steps makes a few writes a second.
 */
export class JobMessages {
  readonly #store: (message: string) => Promise<void>;
  readonly #logger: Logger;
  #next: string | undefined;
  #storing: Promise<void> | undefined;

  constructor(store: (message: string) => Promise<void>, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /** Never fails. An empty text changes nothing. */
  tell(message: string): void {
    if (message === '') return;
    this.#next = message.slice(0, LENGTH_MAX);
    this.#storing ??= this.#storeAll();
  }

  /** Returns when all that was told is stored, or could not be. */
  async settled(): Promise<void> {
    await this.#storing;
  }

  async #storeAll(): Promise<void> {
    while (this.#next !== undefined) {
      const message = this.#next;
      this.#next = undefined;
      try {
        await this.#store(message);
      } catch (error) {
        this.#logger.warn({ err: error }, 'The message of a job could not be stored.');
      }
    }
    this.#storing = undefined;
  }
}
