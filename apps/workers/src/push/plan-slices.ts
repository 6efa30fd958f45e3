import type { push } from '@parlance/contracts';
import type { Target } from '@parlance/push';
import type { Delivery, Prepared } from './delivery.ts';

/** Installations of a slice: so many can be in suspense when a worker is lost while it sends, and so often is looked whether to go on. */
export const SLICE_SIZE = 100;

/** Some installations, parted into slices that are announced and sent one after the other. */
export interface PlannedSlices {
  readonly slices: readonly push.PushSlice[];
  /** Those that are sent to, by objectId. */
  readonly prepared: ReadonlyMap<string, Prepared>;
}

/**
 * Decides for each installation of a page whether it is sent to, and by which way.
 *
 * @param isExpired everybody is passed over, as it is too late
 */
export function planPage(targets: readonly Target[], delivery: Delivery, isExpired: boolean): PlannedSlices {
  const prepared = new Map<string, Prepared>();
  const addresses = new Set<string>();
  const slices: push.PushSlice[] = [];
  for (let at = 0; at < targets.length; at += SLICE_SIZE) {
    const some = targets.slice(at, at + SLICE_SIZE);
    const skipped: Record<string, number> = {};
    const ids: string[] = [];
    for (const target of some) {
      const way = isExpired ? { skip: 'expired' } : delivery.prepare(target);
      const reason = 'skip' in way ? way.skip : isRepeated(way, addresses) ? 'duplicate' : undefined;
      if (reason !== undefined) skipped[reason] = (skipped[reason] ?? 0) + 1;
      else {
        ids.push(target.objectId);
        prepared.set(target.objectId, way as Prepared);
      }
    }
    const upper = some.at(-1)?.objectId;
    slices.push({ ...(upper === undefined ? {} : { upper }), ids, skipped });
  }
  return { slices, prepared };
}

/** Slices of installations that are tried again; they have been visited before, and move no position. */
export function planRetries(due: readonly push.PushRetry[]): readonly push.PushSlice[] {
  const slices: push.PushSlice[] = [];
  for (let at = 0; at < due.length; at += SLICE_SIZE) slices.push({ ids: due.slice(at, at + SLICE_SIZE).map(({ id }) => id), skipped: {} });
  return slices;
}

/** Two installations of one token are one device: it gets one push. */
function isRepeated({ target: { deviceToken } }: Prepared, seen: Set<string>): boolean {
  if (deviceToken === undefined) return false;
  if (seen.has(deviceToken)) return true;
  seen.add(deviceToken);
  return false;
}
