import { ParseError } from '@parlance/errors';

/** Work that waits for a free place. More than this waits longer than a client does: at 50 ms a hash, 200 places are 5 s on two cores. */
export const WAITING_MAX = 200;

export interface Bounds {
  /** How many run at once. */
  readonly concurrency: number;
  /** How many wait for a place at most. */
  readonly waitingMax: number;
}

/**
 * Runs expensive work a few at a time, in the order of arrival, and refuses work that would wait too long: a storm of log-ins costs a
 * bounded amount of memory, and callers that cannot be served are told at once.
 */
export class BoundedWork {
  readonly #bounds: Bounds;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** How many wait for a place now. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * @param isStillWanted asked when the turn comes: work for a request that was given up is not begun
   * @throws ParseError ServiceUnavailable, nothing begun: no place to wait, or no longer wanted
   */
  async run<T>(work: () => Promise<T>, isStillWanted: () => boolean = () => true): Promise<T> {
    if (this.#running < this.#bounds.concurrency) this.#running++;
    else await this.#turn();
    try {
      if (!isStillWanted()) throw busy();
      return await work();
    } finally {
      this.#next();
    }
  }

  async #turn(): Promise<void> {
    if (this.waiting >= this.#bounds.waitingMax) throw busy();
    await new Promise<void>((start) => this.#waiting.push(start));
  }

  /** Hands the place on, so that nobody who comes between two turns gets ahead of those who wait. */
  #next(): void {
    const next = this.#waiting.shift(); // a few hundred at most
    if (next === undefined) this.#running--;
    else next();
  }
}

function busy(): ParseError {
  return new ParseError('ServiceUnavailable', 'Too many passwords are being checked. Try again in a few seconds.');
}
