import { checkedCounts, openRate, type Counts, type Interval } from './counts.ts';
import { fisherTwoSided } from './fisher.ts';
import { newcombeInterval } from './newcombe.ts';
import { pooledZ } from './pooled-z.ts';

/** Below this expected count in any cell the normal approximation is not trusted. */
const EXPECTED_CELL_MIN = 5;

/** Two groups side by side. Rates and differences are fractions: 0.02 for two points. */
export interface Comparison {
  /** B's rate minus A's. */
  readonly difference: number;
  readonly method: 'z' | 'fisher';
  /** The statistic of the pooled test, null where it is undefined. */
  readonly z: number | null;
  /** Two-sided, by `method`; null where the test is undefined. */
  readonly p: number | null;
  /** Of the difference, at the level asked for; null when one of the groups was sent nothing. */
  readonly interval: Interval | null;
}

/** @param alpha the error of the interval, .05 for 95 % */
export function compare(a: Counts, b: Counts, alpha: number): Comparison {
  const test = pooledZ(a, b);
  const small = test !== null && hasSmallCell(checkedCounts(a), checkedCounts(b));
  return {
    difference: openRate(b) - openRate(a),
    method: small ? 'fisher' : 'z',
    z: test?.z ?? null,
    p: small ? fisherTwoSided(a, b) : (test?.p ?? null),
    interval: newcombeInterval(a, b, alpha),
  };
}

function hasSmallCell(a: Counts, b: Counts): boolean {
  const opens = a.opens + b.opens;
  const sent = a.sent + b.sent;
  return (Math.min(a.sent, b.sent) * Math.min(opens, sent - opens)) / sent < EXPECTED_CELL_MIN;
}
