import { checkedCounts, type Counts } from './counts.ts';

/** Tables that are as likely as the seen one count, whatever rounding makes of them. */
const AS_LIKELY = 1 + 1e-7;

/**
 * Fisher's exact test, two-sided: the probability of all tables with these margins that are at most as likely as the seen one.
 *
 * Weights relative to that of the seen table are multiplied up in both directions, so that no factorial is needed. Cost: the smallest
 * margin; where an expected cell is below 5 that is less than the square root of five times all deliveries.
 *
 * @returns null when one of the groups was sent nothing
 *
 * Source: R. A. Fisher, Statistical Methods for Research Workers, section 21.02; the choice of tables is that of R's fisher.test.
 */
export function fisherTwoSided(a: Counts, b: Counts): number | null {
  const [first, second] = [checkedCounts(a), checkedCounts(b)];
  if (first.sent === 0 || second.sent === 0) return null;
  const opens = first.opens + second.opens;
  const lowest = Math.max(0, opens - second.sent);
  const highest = Math.min(opens, first.sent);

  /** The weight of a table with x opens in A, divided by that of the table with x - 1. */
  const ratio = (x: number) => ((first.sent - x + 1) * (opens - x + 1)) / (x * (second.sent - opens + x));
  let [all, unlikely] = [1, 1];
  const add = (weight: number) => {
    all += weight;
    if (weight <= AS_LIKELY) unlikely += weight;
  };
  for (let x = first.opens + 1, weight = 1; x <= highest; x++) add((weight *= ratio(x)));
  for (let x = first.opens, weight = 1; x > lowest; x--) add((weight /= ratio(x)));
  return Number.isFinite(all) ? Math.min(1, unlikely / all) : 0;
}
