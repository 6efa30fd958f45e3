import { OTHER } from '../ingest/packed-counts.ts';

/** Counts by value and point. */
export interface Group {
  readonly value: string;
  readonly total: number;
  readonly counts: readonly number[];
}

/** Gathers counts, to be answered as the most frequent values and the rest. */
export class Tally {
  readonly #points: number;
  readonly #byValue = new Map<string, number[]>();

  constructor(points: number) {
    this.#points = points;
  }

  readonly add = (value: string, point: number, times: number): void => {
    let counts = this.#byValue.get(value);
    if (counts === undefined) this.#byValue.set(value, (counts = this.#zeros()));
    counts[point] = (counts[point] ?? 0) + times;
  };

  /** The sum of all values, at each point. */
  sums(): readonly number[] {
    const sums = this.#zeros();
    for (const counts of this.#byValue.values()) counts.forEach((count, point) => (sums[point] = (sums[point] ?? 0) + count));
    return sums;
  }

  /** The most frequent values, most frequent first; equal ones in the order of their names. Values that share a count are in the rest. */
  top(size: number): { readonly groups: readonly Group[]; readonly rest: readonly number[]; readonly isCut: boolean } {
    const groups = Array.from(this.#byValue, ([value, counts]) => ({ value, counts, total: sum(counts) }))
      .filter(({ value }) => value !== OTHER)
      .sort((one, other) => other.total - one.total || (one.value < other.value ? -1 : 1));
    const rest = [...(this.#byValue.get(OTHER) ?? this.#zeros())];
    for (const { counts } of groups.slice(size)) counts.forEach((count, point) => (rest[point] = (rest[point] ?? 0) + count));
    return { groups: groups.slice(0, size), rest, isCut: this.#byValue.has(OTHER) };
  }

  #zeros(): number[] {
    return new Array<number>(this.#points).fill(0);
  }
}

export function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
