/** The best time for a step is forgotten by so much with each step, so that a class of larger objects is no load. */
const FORGOTTEN = 0.01;
/** A step that takes this many times as long as the best one gets the smallest share. */
const LOAD_MAX = 8;
const REST_MS_MAX = 5_000;

/**
 * Keeps a transfer below the traffic of production: it works for a share of the time, and for a smaller one while its steps take longer than they
 * do at best, since somebody else is at work then.
 */
export class Pace {
  readonly #share: number;
  #best = Infinity;

  /** @param share of the time that may go into steps while nobody else is there, above 0 and up to 1 */
  constructor(share: number) {
    this.#share = share;
  }

  /**
   * How long to rest behind a step, in milliseconds.
   *
   * @param busyMs the time that it took
   * @param units the size of the step, such as its rows; steps are compared by the time of one
   */
  restMs(busyMs: number, units: number): number {
    const perUnit = busyMs / Math.max(units, 1);
    this.#best = Math.min(this.#best * (1 + FORGOTTEN), perUnit);
    const load = this.#best === 0 ? 1 : Math.min(perUnit / this.#best, LOAD_MAX);
    const share = this.#share / Math.max(load, 1);
    return Math.min(busyMs * (1 / share - 1), REST_MS_MAX);
  }
}
