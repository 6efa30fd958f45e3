/** Parts that one transfer may have under way, granted but not arrived. */
export const WINDOW_CHUNKS = 8;
/**
 * Parts under way to this process, all transfers together: 32 MiB, half of the amount that a NATS server buffers before it drops a
 * client.
 */
export const CREDITS_MAX = 128;

/** A transfer that waits for credits. */
export interface Borrower {
  /** There are credits again: take as many as needed. */
  askAgain(): void;
}

/** Limits how much large bodies may be on their way to this process at one time. */
export class CreditPool {
  #free: number;
  readonly #waiting = new Set<Borrower>();

  constructor(credits: number = CREDITS_MAX) {
    this.#free = credits;
  }

  get free(): number {
    return this.#free;
  }

  /** Takes up to `wanted` credits; with none left the borrower gets in line. */
  take(borrower: Borrower, wanted: number): number {
    const taken = Math.min(wanted, this.#free);
    this.#free -= taken;
    if (taken === 0) this.#waiting.add(borrower);
    return taken;
  }

  /** Gives credits back, and lets those in line ask before anybody else can. */
  giveBack(credits: number): void {
    this.#free += credits;
    for (const borrower of this.#waiting) {
      if (this.#free === 0) return;
      this.#waiting.delete(borrower);
      borrower.askAgain();
    }
  }

  leave(borrower: Borrower): void {
    this.#waiting.delete(borrower);
  }
}
