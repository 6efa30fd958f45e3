import type { WorkOnGroup } from '@parlance/cache';

/** Most entries of one group: beyond, a group gains nothing and keeps its first entries waiting. */
const GROUP_SIZE_MAX = 100;
/** Longest wait for the run under way: a slow one keeps up only those that are in it. */
const PATIENCE_MS = 10;

interface Waiting<Entry, Result> {
  readonly entry: Entry;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Lane<Entry, Result> {
  runs: number;
  waiting: Waiting<Entry, Result>[];
  /** Gives up the start of a run that is planned; undefined while none is. */
  unplan: (() => void) | undefined;
}

/**
 * Does together the work that is asked for while other work of its kind is under way: one run at a time in each lane, and all that wait
 * for its end are the next one. The busier the database, the larger the groups. An entry that comes alone runs at the end of its turn.
 */
export class Lanes<Entry, Result> {
  readonly #work: WorkOnGroup<Entry, Result>;
  readonly #lanes = new Map<string, Lane<Entry, Result>>();

  constructor(work: WorkOnGroup<Entry, Result>) {
    this.#work = work;
  }

  /** @param key the lane */
  add(key: string, entry: Entry): Promise<Result> {
    return new Promise((resolve, reject) => {
      const lane = this.#lanes.get(key) ?? this.#open(key);
      if (lane.waiting.push({ entry, resolve, reject }) === GROUP_SIZE_MAX) this.#start(key, lane);
      else if (lane.unplan === undefined) this.#plan(key, lane);
    });
  }

  #open(key: string): Lane<Entry, Result> {
    const lane = { runs: 0, waiting: [], unplan: undefined };
    this.#lanes.set(key, lane);
    return lane;
  }

  #plan(key: string, lane: Lane<Entry, Result>): void {
    const start = (): void => this.#start(key, lane);
    if (lane.runs === 0) {
      const immediate = setImmediate(start);
      lane.unplan = () => clearImmediate(immediate);
    } else {
      const timer = setTimeout(start, PATIENCE_MS);
      lane.unplan = () => clearTimeout(timer);
    }
  }

  #start(key: string, lane: Lane<Entry, Result>): void {
    lane.unplan?.();
    lane.unplan = undefined;
    const group = lane.waiting;
    lane.waiting = [];
    lane.runs++;
    void this.#run(key, group).finally(() => {
      lane.runs--;
      if (lane.waiting.length > 0) this.#start(key, lane);
      else if (lane.runs === 0) this.#lanes.delete(key);
    });
  }

  /** Never rejects. */
  async #run(key: string, group: readonly Waiting<Entry, Result>[]): Promise<void> {
    try {
      const results = await this.#work(
        key,
        group.map(({ entry }) => entry),
      );
      group.forEach(({ resolve }, at) => resolve(results[at] as Result));
    } catch (error) {
      group.forEach(({ reject }) => reject(error));
    }
  }
}
