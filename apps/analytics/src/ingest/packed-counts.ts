import type { RollupDocument } from '../database/documents.ts';

/** Stands for all values beyond the bound of a document. A client that sends the very same string is counted among them. */
export const OTHER = '\u0000other';

/** A document of counts, in memory. */
export class PackedCounts {
  readonly id: string;
  /** When it may be removed, epoch milliseconds. */
  readonly expiresAt: number;
  /** The number of the last entry that it is known to contain. */
  number: number;
  /** The same of the stored document; undefined while there is none. */
  stored: number | undefined;
  isDirty = false;
  readonly counts: Map<string, number>;
  /** Encoded histograms by value, where latencies are kept. */
  readonly latencies: Map<string, string>;

  private constructor(
    id: string,
    expiresAt: number,
    stored: number | undefined,
    counts: Map<string, number>,
    latencies: Map<string, string>,
  ) {
    this.id = id;
    this.expiresAt = expiresAt;
    this.stored = stored;
    this.number = stored ?? 0;
    this.counts = counts;
    this.latencies = latencies;
  }

  static fresh(id: string, expiresAt: number): PackedCounts {
    return new PackedCounts(id, expiresAt, undefined, new Map(), new Map());
  }

  static of({ _id, q, k, c, h, exp }: RollupDocument): PackedCounts {
    const counts = new Map(k.map((value, index) => [value, c[index] ?? 0]));
    const latencies = new Map(h?.flatMap((text, index) => (text === '' ? [] : [[k[index] ?? '', text] as const])));
    return new PackedCounts(_id, exp.getTime(), q, counts, latencies);
  }

  /**
   * Counts `times` occurrences of a value, unless the entry is known to be counted.
   *
   * @param number of the entry
   * @param valuesMax a further value beyond these is counted under `other`
   * @returns the value it is counted under; undefined when it was counted before
   */
  add(number: number, value: string, times: number, valuesMax: number, other: string = OTHER): string | undefined {
    if (number <= this.number) return undefined;
    const key = this.counts.size < valuesMax || this.counts.has(value) ? value : other;
    this.counts.set(key, (this.counts.get(key) ?? 0) + times);
    this.isDirty = true;
    return key;
  }

  /** @param number of the last entry that has been counted, here or elsewhere */
  toDocument(number: number): RollupDocument {
    const k = [...this.counts.keys()];
    const c = [...this.counts.values()];
    let n = 0;
    for (const count of c) n += count;
    const h = this.latencies.size === 0 ? {} : { h: k.map((value) => this.latencies.get(value) ?? '') };
    return { _id: this.id, q: number, n, k, c, ...h, exp: new Date(this.expiresAt) };
  }

  /** It is stored, with all entries up to `number`. */
  noteStored(number: number): void {
    this.stored = number;
    this.number = number;
    this.isDirty = false;
  }
}
