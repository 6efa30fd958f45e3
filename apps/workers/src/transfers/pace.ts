/** The best time for a step is forgotten by so much with each step, so that a class of larger objects is no load. */
const FORGOTTEN = 0.01;
/** A step that takes this many times as long as the best one gets the smallest share. */
const LOAD_MAX = 8;
/** While nobody asks, steps take longer for reasons of their own up to this many times. */
const LOAD_ALONE = 3;
const REST_MS_MAX = 5_000;
/** Fewer requests of others in a second are nobody. */
const OTHERS_MIN = 1;

/** A step that was made. */
export interface Step {
  readonly busyMs: number;
  /** The size of the step, such as its rows; steps are compared by the time of one. */
  readonly units: number;
  /** Requests a second of others, where the step has told of them. */
  readonly others?: number;
}

/**
 * Keeps a transfer below the traffic of production. While nobody asks for anything, it works all the time, in large steps. While others do, it works
 * in small steps for a share of the time, and for a smaller one while its steps take longer than they do at best, since the machine is at work then.
 */
export class Pace {
  readonly #share: number;
  #best = Infinity;
  #isAlone = false;

  /** @param share of the time that may go into steps while others ask, above 0 and up to 1 */
  constructor(share: number) {
    this.#share = share;
  }

  /** Nobody asks for anything: steps may be large. */
  get isAlone(): boolean {
    return this.#isAlone;
  }

  /** How long to rest behind a step, in milliseconds. */
  restMs({ busyMs, units, others }: Step): number {
    if (others !== undefined) this.#isAlone = others < OTHERS_MIN;
    const perUnit = busyMs / Math.max(units, 1);
    this.#best = Math.min(this.#best * (1 + FORGOTTEN), perUnit);
    const load = this.#best === 0 ? 1 : Math.min(perUnit / this.#best, LOAD_MAX);
    const share = this.#isAlone ? 1 / Math.max(load / LOAD_ALONE, 1) : this.#share / Math.max(load, 1);
    return Math.min(busyMs * (1 / share - 1), REST_MS_MAX);
  }
}
