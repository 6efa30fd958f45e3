/** Most entries of one group: beyond, a group gains nothing and keeps its first entries waiting. */
const GROUP_SIZE_MAX = 100;

/** Does the work of a group and answers for each entry, in order. When it throws, every entry of the group fails alike. */
export type WorkOnGroup<Entry, Result> = (key: string, entries: readonly Entry[]) => Promise<readonly Result[]>;

interface Waiting<Entry, Result> {
  readonly entry: Entry;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does together the work that is asked for in one turn of the event loop: under load, many small requests to the
 * database become one. An entry that comes alone is not held up, since its turn ends at once.
 */
export class Gatherer<Entry, Result> {
  readonly #work: WorkOnGroup<Entry, Result>;
  readonly #groups = new Map<string, Waiting<Entry, Result>[]>();

  constructor(work: WorkOnGroup<Entry, Result>) {
    this.#work = work;
  }

  /** @param key entries of the same key may be done together */
  add(key: string, entry: Entry): Promise<Result> {
    return new Promise((resolve, reject) => {
      const waiting = { entry, resolve, reject };
      const group = this.#groups.get(key);
      if (group === undefined) {
        if (this.#groups.size === 0) setImmediate(this.#startAll);
        this.#groups.set(key, [waiting]);
      } else if (group.push(waiting) === GROUP_SIZE_MAX) this.#start(key, group);
    });
  }

  readonly #startAll = (): void => {
    for (const [key, group] of this.#groups) this.#start(key, group);
  };

  #start(key: string, group: readonly Waiting<Entry, Result>[]): void {
    this.#groups.delete(key);
    const entries = group.map(({ entry }) => entry);
    this.#work(key, entries).then(
      (results) => group.forEach(({ resolve }, at) => resolve(results[at] as Result)),
      (error: unknown) => group.forEach(({ reject }) => reject(error)),
    );
  }
}
