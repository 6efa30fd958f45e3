/** Requests are counted by windows of this length. */
const WINDOW_MS = 1_000;

/**
 * How busy this process is with requests of others than services: work in the background makes room for them.
 *
 * The rate is that of the last whole second or of the one under way, whichever is higher, so that the end of silence shows at once.
 */
export class Activity {
  readonly #now: () => number;
  #begin: number;
  #count = 0;
  #last = 0;

  /** @param now milliseconds that never go back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#begin = now();
  }

  /** A request has come. */
  note(): void {
    this.#turn();
    this.#count += 1;
  }

  /** Requests a second. */
  perSecond(): number {
    this.#turn();
    return Math.max(this.#count, this.#last);
  }

  #turn(): void {
    const passed = this.#now() - this.#begin;
    if (passed < WINDOW_MS) return;
    this.#last = passed < 2 * WINDOW_MS ? this.#count : 0;
    this.#count = 0;
    this.#begin += passed - (passed % WINDOW_MS);
  }
}
