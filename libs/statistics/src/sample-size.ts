import { normalCdf, upperQuantile } from './normal.ts';

export interface TestPlan {
  /** The error of a false difference, two-sided; .05 when left out. */
  readonly alpha?: number;
  /** The probability that a real difference is found; .8 when left out. */
  readonly power?: number;
}

const ALPHA = 0.05;
const POWER = 0.8;
const STEPS_MAX = 200;

/**
 * Deliveries per group that find a difference between two rates, before they are rounded up.
 *
 * @throws RangeError when a rate is not between 0 and 1, or both are equal
 *
 * Source: J. L. Fleiss, Statistical Methods for Rates and Proportions, chapter 4 (without correction for continuity).
 */
export function sampleSizeExact(p0: number, p1: number, { alpha = ALPHA, power = POWER }: TestPlan = {}): number {
  checkRates(p0, p1);
  if (p0 === p1) throw new RangeError('No number of deliveries finds a difference that is not there.');
  const { pooled, apart } = spreads(p0, p1);
  return ((upperQuantile(alpha / 2) * pooled + upperQuantile(1 - power) * apart) / (p1 - p0)) ** 2;
}

/** Deliveries per group that find a difference between two rates. */
export function sampleSize(p0: number, p1: number, plan?: TestPlan): number {
  return Math.ceil(sampleSizeExact(p0, p1, plan));
}

/** The probability that `sent` deliveries per group find the difference between two rates. */
export function power(p0: number, p1: number, sent: number, alpha = ALPHA): number {
  checkRates(p0, p1);
  if (!(sent > 0)) return 0;
  const { pooled, apart } = spreads(p0, p1);
  if (apart === 0) return p0 === p1 ? 0 : 1; // rates of 0 and 1 alone have no spread
  const s0 = pooled / Math.sqrt(sent);
  const s1 = apart / Math.sqrt(sent);
  const bound = upperQuantile(alpha / 2) * s0;
  const difference = Math.abs(p1 - p0);
  return normalCdf((difference - bound) / s1) + normalCdf((-difference - bound) / s1);
}

/**
 * The smallest rate above `p0` that `sent` deliveries per group tell from it.
 *
 * @returns null when not even a rate of 1 would be told
 */
export function smallestDetectable(p0: number, sent: number, { alpha = ALPHA, power: wanted = POWER }: TestPlan = {}): number | null {
  checkRates(p0, 1);
  if (power(p0, 1, sent, alpha) < wanted) return null;
  let [low, high] = [p0, 1];
  for (let step = 0; step < STEPS_MAX && high - low > Number.EPSILON * high; step++) {
    const middle = (low + high) / 2;
    if (power(p0, middle, sent, alpha) < wanted) low = middle;
    else high = middle;
  }
  return high;
}

function spreads(p0: number, p1: number): { pooled: number; apart: number } {
  const mean = (p0 + p1) / 2;
  return { pooled: Math.sqrt(2 * mean * (1 - mean)), apart: Math.sqrt(p0 * (1 - p0) + p1 * (1 - p1)) };
}

function checkRates(...rates: readonly number[]): void {
  if (!rates.every((rate) => rate >= 0 && rate <= 1)) throw new RangeError('Rates lie between 0 and 1.');
}
