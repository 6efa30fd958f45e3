import type { Logger } from '@parlance/telemetry';
import type { EventStore } from './event.store.ts';

const EVERY_MS = 10 * 60_000;

/** Drops the collections of events whose time is over. Counts leave by themselves, by an index. */
export class Upkeep {
  readonly #events: EventStore;
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | undefined;

  constructor(events: EventStore, logger: Logger) {
    this.#events = events;
    this.#logger = logger;
  }

  start(): void {
    void this.run();
    this.#timer = setInterval(() => void this.run(), EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async run(now = Date.now()): Promise<void> {
    try {
      const dropped = await this.#events.dropOld(now);
      if (dropped.length > 0) this.#logger.info({ dropped }, 'Events were dropped, as their time was over.');
    } catch (error) {
      this.#logger.warn({ err: error }, 'Old events could not be dropped; the next attempt follows.');
    }
  }
}
