import { normalTwoSided, upperQuantile } from './normal.ts';

/** From then on an experiment counts as complete: nearly all opens have come. */
export const COMPLETE_AFTER_HOURS = 72;
/** Most opens come soon; this is the time constant of their delay. */
const OPEN_DELAY_HOURS = 8;
const FRACTION_MIN = 0.05;

/**
 * The share of all information that has come, from .05 to 1.
 *
 * @param hours since the last variant was sent
 * @param delay the app's own curve of delays, if it has one: the share of opens that come within so many hours
 */
export function informationFraction(hours: number, delay = (passed: number) => 1 - Math.exp(-passed / OPEN_DELAY_HOURS)): number {
  if (hours >= COMPLETE_AFTER_HOURS) return 1;
  return Math.min(1, Math.max(FRACTION_MIN, delay(Math.max(0, hours))));
}

/**
 * The error that a single look at this time may be allowed, so that looking all the time errs with `alpha` at most: a boundary that is
 * constant on the scale of a Brownian motion, which crosses it by the reflection principle with at most that probability.
 *
 * @param t of `informationFraction`
 */
export function sequentialAlpha(alpha: number, t: number): number {
  return normalTwoSided(upperQuantile(alpha / 4) / Math.sqrt(t));
}
