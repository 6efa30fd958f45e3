import { erfc } from './normal.ts';

/**
 * The probability that a chi-square value with `degrees` degrees of freedom is at least `value`.
 *
 * @param degrees a whole number from 1
 *
 * Source: Abramowitz & Stegun, 26.4.4 and 26.4.5: for whole degrees the tail is a finite sum.
 */
export function chiSquareTail(value: number, degrees: number): number {
  if (!Number.isInteger(degrees) || degrees < 1) throw new RangeError('A chi-square test has at least one degree of freedom.');
  if (!(value > 0)) return 1;
  const half = value / 2;
  const even = degrees % 2 === 0;
  let term = even ? Math.exp(-half) : 2 * Math.sqrt(half / Math.PI) * Math.exp(-half);
  let tail = even ? 0 : erfc(Math.sqrt(half));
  for (let k = even ? 2 : 3; k <= degrees; k += 2) {
    tail += term;
    term *= half / (k / 2);
  }
  return tail;
}
