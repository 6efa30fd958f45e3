/** Lets so many through at a time, in the order in which they came. */
export class Turns {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** @returns a function that gives the turn back; undefined when the signal came first */
  next(signal: AbortSignal): Promise<(() => void) | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve(this.#giveBack());
    }
    return new Promise((resolve) => {
      const take = () => {
        signal.removeEventListener('abort', abort);
        resolve(this.#giveBack());
      };
      const abort = () => {
        this.#waiting.delete(take);
        resolve(undefined);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.add(take);
    });
  }

  #giveBack(): () => void {
    return () => {
      const [next] = this.#waiting;
      if (next === undefined) this.#free++;
      else {
        this.#waiting.delete(next);
        next();
      }
    };
  }
}
