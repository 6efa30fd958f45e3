const SERIES_UNTIL = 2;
const TERMS_MAX = 300;
const SMALLEST = 1e-300;

/**
 * The complementary error function, with a relative error below 1e-12 wherever the result is no denormal number.
 *
 * Source: Abramowitz & Stegun, 7.1.6 (series, near zero) and 7.1.14 (continued fraction, in the tail, by Lentz's method).
 */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x < 0) return 2 - erfc(-x);
  return x < SERIES_UNTIL ? 1 - erfBySeries(x) : erfcByFraction(x);
}

/** Phi: the probability that a standard normal value is at most `z`. */
export function normalCdf(z: number): number {
  return erfc(-z / Math.SQRT2) / 2;
}

/** 1 - Phi: exact in the upper tail too, where the difference itself would lose its digits. */
export function normalTail(z: number): number {
  return erfc(z / Math.SQRT2) / 2;
}

/** The probability that a standard normal value is at least as far from zero as `z`. */
export function normalTwoSided(z: number): number {
  return erfc(Math.abs(z) / Math.SQRT2);
}

/**
 * The z with Phi(z) = p.
 *
 * @throws RangeError when `p` is not between 0 and 1
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError('A quantile is asked for a probability between 0 and 1.');
  return p < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p);
}

/**
 * The z with 1 - Phi(z) = tail, for small tails without the loss of digits of 1 - tail: the z of a two-sided level alpha is
 * `upperQuantile(alpha / 2)`.
 *
 * Source: Abramowitz & Stegun, 26.2.23 (an error below 4.5e-4), then steps of Newton's method on the logarithm of the tail, which
 * double the digits each.
 */
export function upperQuantile(tail: number): number {
  if (!(tail >= 0 && tail <= 1)) throw new RangeError('A quantile is asked for a probability between 0 and 1.');
  if (tail > 0.5) return -upperQuantile(1 - tail);
  if (tail === 0) return Number.POSITIVE_INFINITY;
  if (tail === 0.5) return 0;
  const t = Math.sqrt(-2 * Math.log(tail));
  let z = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);
  for (let step = 0; step < 4; step++) {
    const reached = normalTail(z);
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    if (reached < SMALLEST || density < SMALLEST) return z;
    z += (Math.log(reached / tail) * reached) / density;
  }
  return z;
}

/** erf(x) = 2/sqrt(pi) e^(-x^2) sum of 2^n x^(2n+1) / (1 3 5 ... (2n+1)): all terms are positive, nothing cancels. */
function erfBySeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < TERMS_MAX && term > sum * Number.EPSILON * 0.1; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** sqrt(pi) e^(x^2) erfc(x) = 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + ...)))). */
function erfcByFraction(x: number): number {
  let fraction = x;
  let c = x;
  let d = 0;
  for (let n = 1; n < TERMS_MAX; n++) {
    d = 1 / (x + (n / 2) * d);
    c = x + n / 2 / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < Number.EPSILON) break;
  }
  return Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI));
}
