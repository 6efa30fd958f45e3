import { checkedCounts, type Counts } from './counts.ts';
import { normalTwoSided } from './normal.ts';

/** @returns null where the test is undefined: a group without deliveries, no opens at all, or nothing but opens */
export function pooledZ(a: Counts, b: Counts): { readonly z: number; readonly p: number } | null {
  const [first, second] = [checkedCounts(a), checkedCounts(b)];
  if (first.sent === 0 || second.sent === 0) return null;
  const pooled = (first.opens + second.opens) / (first.sent + second.sent);
  if (pooled === 0 || pooled === 1) return null;
  const difference = second.opens / second.sent - first.opens / first.sent;
  const z = difference / Math.sqrt(pooled * (1 - pooled) * (1 / first.sent + 1 / second.sent));
  return { z, p: normalTwoSided(z) };
}
