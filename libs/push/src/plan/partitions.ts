/** Lanes of work: small pushes do not wait behind large ones, and transactional ones behind none of others. */
export const LANES = ['transactional', 'fast', 'bulk'] as const;
export type Lane = (typeof LANES)[number];

/** The largest audience of the fast lane. */
export const FAST_MAX = 10_000;
const PER_PARTITION = 25_000;
export const PARTITIONS_MAX = 4_096;
/** Ids that are drawn for each boundary. */
const DRAWN_PER_PARTITION = 20;

/** Source of all numbers: docs/contract/30-push-engine.md section 5.1. */
export function laneOf(estimate: number, asked: Lane | 'auto' = 'auto'): Lane {
  if (asked !== 'auto') return asked;
  return estimate <= FAST_MAX ? 'fast' : 'bulk';
}

/** The number of parts that an audience is divided into. */
export function partitionsFor(estimate: number): number {
  return Math.min(PARTITIONS_MAX, Math.max(1, Math.ceil(estimate / PER_PARTITION)));
}

/** The number of ids to draw at random. */
export function sampleSize(partitions: number): number {
  return partitions === 1 ? 0 : partitions * DRAWN_PER_PARTITION;
}

/** The ids of one part: `lo` exclusive, `hi` inclusive, null for open. */
export interface Range {
  readonly lo: string | null;
  readonly hi: string | null;
}

/**
 * Cuts all ids into ranges by ids that were drawn at random. The ranges hold every id exactly once, whatever was drawn: ids need not be
 * spread evenly, and one may be drawn twice, which makes fewer ranges.
 */
export function rangesBetween(drawn: readonly string[], partitions: number): readonly Range[] {
  const sorted = [...drawn].sort(byCodePoint);
  const cuts: string[] = [];
  for (let part = 1; part < partitions; part++) {
    const cut = sorted[Math.floor((part * sorted.length) / partitions)];
    if (cut !== undefined && cut !== cuts.at(-1)) cuts.push(cut);
  }
  return [...cuts, null].map((hi, part) => ({ lo: part === 0 ? null : (cuts[part - 1] ?? null), hi }));
}

/** MongoDB's order of strings: by bytes of UTF-8, which is the order of code points. JavaScript's own is that of 16-bit units. */
export function byCodePoint(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const left = one.charCodeAt(at);
    const right = other.charCodeAt(at);
    if (left === right) continue;
    const isSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;
    if (isSurrogate(left) !== isSurrogate(right)) return isSurrogate(left) ? 1 : -1; // code points above 0xffff come last
    return left - right;
  }
  return one.length - other.length;
}
