import type { Clock } from '@parlance/push';
import type { Logger } from '@parlance/telemetry';

/** Something that is done from time to time, by the one replica that looks after all pushes. It may be done twice, and by two at once. */
export interface Chore {
  /** For log lines. */
  readonly name: string;
  /** How long after it was done it is due again. */
  readonly everyMs: number;
  /** How long after a fault it is tried again. */
  readonly againMs: number;
  run(now: Date): Promise<void>;
}

/** Does chores when they are due, beside the work on pushes: none of them keeps a push waiting, or another one. */
export class Upkeep {
  readonly #chores: readonly Chore[];
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #dueAt = new Map<Chore, number>();
  readonly #running = new Map<Chore, Promise<void>>();

  constructor(chores: readonly Chore[], clock: Clock, logger: Logger) {
    this.#chores = chores;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Begins with the chores that are due, unless they are being done. */
  look(): void {
    const now = this.#clock.now();
    for (const chore of this.#chores) {
      if (this.#running.has(chore) || now.getTime() < (this.#dueAt.get(chore) ?? 0)) continue;
      const done = this.#do(chore, now).then((ms) => void this.#dueAt.set(chore, now.getTime() + ms));
      this.#running.set(
        chore,
        done.finally(() => this.#running.delete(chore)),
      );
    }
  }

  /** Waits for the chores that are being done. */
  async settled(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  /** @returns after how long it is due again, in milliseconds */
  async #do(chore: Chore, now: Date): Promise<number> {
    try {
      await chore.run(now);
      return chore.everyMs;
    } catch (error) {
      this.#logger.warn({ err: error, chore: chore.name }, 'Upkeep of pushes failed; the next attempt follows.');
      return chore.againMs;
    }
  }
}
