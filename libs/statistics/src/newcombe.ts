import { openRate, type Counts, type Interval } from './counts.ts';
import { wilsonInterval } from './wilson.ts';

/**
 * The hybrid score interval of the difference of two rates, B's minus A's.
 *
 * @param alpha the error that is allowed, .05 for a 95 % interval
 * @returns null when one of the groups was sent nothing
 *
 * Source: R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17 (1998),
 * method 10.
 */
export function newcombeInterval(a: Counts, b: Counts, alpha: number): Interval | null {
  const [ofA, ofB] = [wilsonInterval(a, alpha), wilsonInterval(b, alpha)];
  if (ofA === null || ofB === null) return null;
  const [pA, pB] = [openRate(a), openRate(b)];
  const difference = pB - pA;
  return {
    lo: difference - Math.hypot(pB - ofB.lo, ofA.hi - pA),
    hi: difference + Math.hypot(ofB.hi - pB, pA - ofA.lo),
  };
}
