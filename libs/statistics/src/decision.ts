import { compare, type Comparison } from './comparison.ts';
import { checkedCounts, openRate, type Counts, type Interval } from './counts.ts';
import { holm } from './holm.ts';
import { informationFraction, sequentialAlpha } from './sequential.ts';

const SENT_MIN = 100;
const OPENS_MIN = 5;
/** Nobody looks for a winner earlier than so many hours after the last version was sent. */
export const WAIT_HOURS = { message: 1, time: 24 } as const;

/** An experiment as its report sees it. */
export interface Observed {
  readonly type: 'message' | 'time';
  /** In the order of the variants, two and more. */
  readonly groups: readonly Counts[];
  /** Whether every variant is terminal. */
  readonly allSent: boolean;
  /** Since the last variant was sent. */
  readonly hours: number;
  /** The error allowed over all looks together, usually .05. */
  readonly alpha: number;
  /**
   * The share of all information that has come, above 0 and at most 1, where the caller knows it better than the usual delay of opens:
   * an experiment whose groups grow has its last information when the last of them has been watched long enough.
   */
  readonly information?: number;
}

/** Why there is no winner yet. */
export type Undecided = 'sending' | 'too-few-sent' | 'too-few-opens' | 'too-early' | 'no-difference';

export interface Decision {
  /** The index of the winning group, or null: "not enough data". */
  readonly winner: number | null;
  readonly undecided?: Undecided;
  /** The error that this look was allowed. */
  readonly alphaOfLook: number;
  /** The group with the highest rate against the best of the others: the later of the two minus the earlier one. */
  readonly compared: readonly [number, number];
  /** The interval that decided; present with a winner alone. */
  readonly interval?: Interval;
  /** At the full level, for "so far". It decides nothing: frequent looks find a difference where there is none. */
  readonly soFar: Comparison;
}

/**
 * Whether an experiment has a winner: the group with the highest rate, if it lies apart from every other one.
 *
 * With more than two groups the p values against the best are adjusted by Holm's method and the interval is that of alpha / (k - 1). Where
 * counts are small the exact test has to agree, so that no winner is told beside a p value that denies it.
 *
 * @throws RangeError on fewer than two groups
 */
export function decide(observed: Observed): Decision {
  const groups = observed.groups.map(checkedCounts);
  if (groups.length < 2) throw new RangeError('An experiment has at least two groups.');
  const [best, second] = leaders(groups);
  const compared = best < second ? ([best, second] as const) : ([second, best] as const);
  const alphaOfLook = sequentialAlpha(observed.alpha, observed.information ?? informationFraction(observed.hours));
  const between = (alpha: number) => compare(at(groups, compared[0]), at(groups, compared[1]), alpha / (groups.length - 1));
  const base = { alphaOfLook, compared, soFar: between(observed.alpha) };

  const waiting = waitingFor(observed, groups);
  if (waiting !== undefined) return { ...base, winner: null, undecided: waiting };
  const { interval } = between(alphaOfLook);
  const apart = interval !== null && (compared[1] === best ? interval.lo > 0 : interval.hi < 0);
  if (!apart || !beatsAll(groups, best, alphaOfLook)) return { ...base, winner: null, undecided: 'no-difference' };
  return { ...base, winner: best, interval };
}

function waitingFor({ type, allSent, hours }: Observed, groups: readonly Counts[]): Undecided | undefined {
  const total = (of: (counts: Counts) => number) => groups.reduce((sum, counts) => sum + of(counts), 0);
  if (!allSent) return 'sending';
  if (total(({ sent }) => sent) < SENT_MIN) return 'too-few-sent';
  if (total(({ opens }) => opens) < OPENS_MIN) return 'too-few-opens';
  return hours < WAIT_HOURS[type] ? 'too-early' : undefined;
}

/** The indexes of the two highest rates; of equal ones the earlier comes first. */
function leaders(groups: readonly Counts[]): readonly [number, number] {
  const [best = 0, second = 1] = groups.map((_, index) => index).sort((a, b) => openRate(at(groups, b)) - openRate(at(groups, a)) || a - b);
  return [best, second];
}

/** Whether the tests that speak beside the interval, several or exact ones, reject every equality with the best. */
function beatsAll(groups: readonly Counts[], best: number, alpha: number): boolean {
  const tests = groups.flatMap((counts, index) => (index === best ? [] : [compare(counts, at(groups, best), alpha)]));
  if (tests.length === 1 && tests[0]?.method === 'z') return true; // two groups: the interval alone decides
  return holm(tests.map(({ p }) => p ?? 1)).every((p) => p <= alpha);
}

function at(groups: readonly Counts[], index: number): Counts {
  const counts = groups[index];
  if (counts === undefined) throw new RangeError('There is no such group.');
  return counts;
}
