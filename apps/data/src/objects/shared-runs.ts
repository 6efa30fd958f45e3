/** Work that takes at most so many milliseconds. May throw at once: that is a run that has failed. */
type Work<Result> = (timeMsMax: number) => Promise<Result>;

interface Waiting<Result> {
  timeMsMax: number;
  readonly promise: Promise<Result>;
  readonly start: (timeMsMax: number) => void;
}

/**
 * Does equal work once for all who ask for it while the same is under way. They share the next run, which begins after each of them
 * has asked, so that everybody sees the writes that were answered before they asked.
 */
export class SharedRuns<Result> {
  /** By key: the run that is to follow the one under way, where somebody waits for it. */
  readonly #underWay = new Map<string, Waiting<Result> | undefined>();

  /**
   * @param key the same for equal work
   * @param timeMsMax how long the asker can wait; a shared run may take as long as the most patient of them can
   */
  run(key: string, timeMsMax: number, work: Work<Result>): Promise<Result> {
    if (!this.#underWay.has(key)) return this.#start(key, timeMsMax, work);
    const waiting = this.#underWay.get(key) ?? this.#follow(key, work);
    waiting.timeMsMax = Math.max(waiting.timeMsMax, timeMsMax);
    return waiting.promise;
  }

  #start(key: string, timeMsMax: number, work: Work<Result>): Promise<Result> {
    this.#underWay.set(key, undefined);
    const run = failingLater(() => work(timeMsMax));
    const next = (): void => {
      const waiting = this.#underWay.get(key);
      this.#underWay.delete(key);
      waiting?.start(waiting.timeMsMax);
    };
    run.then(next, next);
    return run;
  }

  #follow(key: string, work: Work<Result>): Waiting<Result> {
    const { promise, resolve } = Promise.withResolvers<Result>();
    const waiting: Waiting<Result> = { timeMsMax: 0, promise, start: (timeMsMax) => resolve(this.#start(key, timeMsMax, work)) };
    this.#underWay.set(key, waiting);
    return waiting;
  }
}

async function failingLater<Result>(work: () => Promise<Result>): Promise<Result> {
  return work();
}
