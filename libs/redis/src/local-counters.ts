import { LRUCache } from 'lru-cache';

/** Enough for every address that a process hears of in a window, in some 10 MB. */
const KEYS_MAX = 50_000;

/** The points a key has cost so far, and the time they are forgotten. */
export interface Count {
  readonly points: number;
  readonly msLeft: number;
}

/** Counts of this process alone, by key: each begins with its first point and ends with its window. The least used key makes room. */
export class LocalCounters {
  readonly #counts = new LRUCache<string, { points: number; readonly endsAtMs: number }>({ max: KEYS_MAX });

  /** @returns the count with these points */
  add(key: string, points: number, windowSeconds: number, nowMs: number): Count {
    const open = this.#open(key, nowMs) ?? { points: 0, endsAtMs: nowMs + windowSeconds * 1_000 };
    open.points += points;
    this.#counts.set(key, open);
    return { points: open.points, msLeft: open.endsAtMs - nowMs };
  }

  get(key: string, nowMs: number): Count {
    const open = this.#open(key, nowMs);
    return open === undefined ? { points: 0, msLeft: 0 } : { points: open.points, msLeft: open.endsAtMs - nowMs };
  }

  #open(key: string, nowMs: number) {
    const count = this.#counts.get(key);
    return count !== undefined && count.endsAtMs > nowMs ? count : undefined;
  }
}
