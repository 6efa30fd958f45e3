import { BATCH } from '../batch/batch-path.ts';
import type { Members } from '../body/parse-body.ts';

/**
 * The requests that one counts for: a batch for its parts, as many as it may have at most, since one with more is refused.
 *
 * @param segments decoded, below the mount
 */
export function requestCost(method: string, segments: readonly string[], members: Members, partsMax: number): number {
  const [first, second] = segments;
  if (method !== 'POST' || second !== undefined || `/${first?.toLowerCase()}` !== BATCH) return 1;
  const { requests } = members;
  return Array.isArray(requests) ? Math.max(1, Math.min(requests.length, partsMax)) : 1;
}
