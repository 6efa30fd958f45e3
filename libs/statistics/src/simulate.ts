import { mulberry32 } from './mulberry32.ts';
import { upperQuantile } from './normal.ts';
import { pooledZ } from './pooled-z.ts';

/**
 * The share of experiments that find a difference, by trying: `sent` deliveries per group and experiment, group A's first, each an open
 * when its number lies below the group's rate.
 *
 * @param repetitions experiments; the answer's standard error is at most sqrt(.25 / repetitions)
 *
 * Cost: 2 x `sent` x `repetitions` numbers.
 */
export function simulate(seed: number, p0: number, p1: number, sent: number, repetitions: number, alpha = 0.05): number {
  const random = mulberry32(seed);
  const bound = upperQuantile(alpha / 2);
  let found = 0;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const a = { opens: drawOpens(random, p0, sent), sent };
    const b = { opens: drawOpens(random, p1, sent), sent };
    if (Math.abs(pooledZ(a, b)?.z ?? 0) > bound) found++;
  }
  return found / repetitions;
}

/** How many of `sent` deliveries are opened at this rate. */
export function drawOpens(random: () => number, rate: number, sent: number): number {
  let opens = 0;
  for (let delivery = 0; delivery < sent; delivery++) if (random() < rate) opens++;
  return opens;
}
