import { checkedCounts, type Counts, type Interval } from './counts.ts';
import { upperQuantile } from './normal.ts';

/**
 * The score interval of a rate.
 *
 * @param alpha the error that is allowed, .05 for a 95 % interval
 * @returns null when nothing was sent
 *
 * Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
 */
export function wilsonInterval(counts: Counts, alpha: number): Interval | null {
  const { opens, sent } = checkedCounts(counts);
  if (sent === 0) return null;
  const p = opens / sent;
  const z = upperQuantile(alpha / 2);
  const z2 = z * z;
  const centre = (p + z2 / (2 * sent)) / (1 + z2 / sent);
  const half = (z * Math.sqrt((p * (1 - p)) / sent + z2 / (4 * sent * sent))) / (1 + z2 / sent);
  // The bounds are exactly 0 and 1 there; rounding would leave 1e-17.
  return { lo: opens === 0 ? 0 : centre - half, hi: opens === sent ? 1 : centre + half };
}
