/**
 * Does work on one thing one after the other, in the order in which it was asked for. Work on other things goes on beside it.
 *
 * MongoDB lets writers of one document race, and has all but one start anew: two hundred at once keep it busy for seconds.
 */
export class Turns {
  /** The end of the last work on each thing that has some. Never rejects. */
  readonly #last = new Map<string, Promise<void>>();

  /** @returns the outcome of the work. @param key the thing */
  take<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key);
    const run = before === undefined ? work() : before.then(work);
    const forget = (): void => this.#forget(key, end);
    const end: Promise<void> = run.then(forget, forget);
    this.#last.set(key, end);
    return run;
  }

  #forget(key: string, end: Promise<void>): void {
    if (this.#last.get(key) === end) this.#last.delete(key);
  }
}
