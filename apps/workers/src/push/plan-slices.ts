import type { push } from '@parlance/contracts';
import type { Target } from '@parlance/push';
import type { Fate } from './book.ts';
import type { Delivery, Prepared } from './delivery.ts';

/** Installations of a slice: so many can be in suspense when a worker is lost while it sends, and so often is looked whether to go on. */
export const SLICE_SIZE = 100;

/** Some installations, parted into slices that are announced and sent one after the other. */
export interface PlannedSlices {
  readonly slices: readonly push.PushSlice[];
  /** Those that are sent to, by objectId. */
  readonly prepared: ReadonlyMap<string, Prepared>;
  /** Of retries: those that are not sent to after all. */
  readonly fates?: ReadonlyMap<string, Fate>;
}

/**
 * Decides for each installation of a page whether it is sent to, and by which way.
 *
 * @param isExpired everybody is passed over, as it is too late
 * @param haveWaited they do so no more, but for those whose quiet hours last on
 */
export function planPage(targets: readonly Target[], delivery: Delivery, isExpired: boolean, haveWaited = false): PlannedSlices {
  const prepared = new Map<string, Prepared>();
  const addresses = new Set<string>();
  const slices: push.PushSlice[] = [];
  const meant = targets.filter(delivery.isFor);
  const last = targets.at(-1)?.objectId;
  // Those that the push is not for lie behind it all the same.
  if (meant.length === 0) return { slices: [{ ...(last === undefined ? {} : { upper: last }), ids: [], skipped: {} }], prepared };
  for (let at = 0; at < meant.length; at += SLICE_SIZE) {
    const some = meant.slice(at, at + SLICE_SIZE);
    const skipped: Record<string, number> = {};
    const ids: string[] = [];
    const waiting: string[] = [];
    for (const target of some) {
      const way = isExpired ? { skip: 'expired' } : delivery.prepare(target);
      if ('waitsUntil' in way) {
        waiting.push(target.objectId);
        continue;
      }
      const reason = 'skip' in way ? way.skip : isRepeated(way, addresses) ? 'duplicate' : undefined;
      if (reason !== undefined) skipped[reason] = (skipped[reason] ?? 0) + 1;
      else {
        ids.push(target.objectId);
        prepared.set(target.objectId, way as Prepared);
      }
    }
    const upper = at + SLICE_SIZE < meant.length ? some.at(-1)?.objectId : last;
    const waits = new Set(waiting);
    const settled = haveWaited ? some.map(({ objectId }) => objectId).filter((id) => !waits.has(id)) : [];
    slices.push({
      ...(upper === undefined ? {} : { upper }),
      ids,
      skipped,
      ...(waiting.length === 0 ? {} : { waiting }),
      ...(settled.length === 0 ? {} : { settled }),
    });
  }
  return { slices, prepared };
}

/** The page without the installations that have had their pushes: they are passed over. */
export function withoutTurns({ slices, ...rest }: PlannedSlices, taken: ReadonlySet<string>): PlannedSlices {
  const served = slices.map((slice) => {
    const ids = slice.ids.filter((id) => taken.has(id));
    const capped = slice.ids.length - ids.length;
    return capped === 0 ? slice : { ...slice, ids, skipped: { ...slice.skipped, frequencyCap: capped } };
  });
  return { ...rest, slices: served };
}

/** Whether more comes of a slice than counts: it is written down before that happens. */
export function isAnnounced({ ids, waiting, settled }: push.PushSlice): boolean {
  return ids.length > 0 || waiting !== undefined || settled !== undefined;
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
