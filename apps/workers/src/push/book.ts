import type { push } from '@parlance/contracts';

type Work = push.PushWork;
type Slice = push.PushSlice;
type Numbers = Readonly<Record<string, number>>;

/** The end of one installation of a slice; `again` is tried once more, at a time in epoch milliseconds. */
export type Fate =
  | { readonly kind: 'sent'; readonly type: string; readonly locale?: string; readonly offset?: string }
  | { readonly kind: 'failed'; readonly type: string; readonly reason: string; readonly offset?: string }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'again'; readonly attempt: number; readonly at: number; readonly reason: string };

/** The work with the first announced slice behind it: each of its installations has a fate, and is counted once that is final. */
export function booked(work: Work, slice: Slice, fates: ReadonlyMap<string, Fate>): Work {
  const { counts } = work;
  const sent = new Tally(counts.sent);
  const failed = new Tally(counts.failed);
  const failedReason = new Tally(counts.failedReason);
  const skipped = new Tally(counts.skipped);
  const locale = new Tally(counts.locale);
  const sentOffset = new Tally(counts.sentOffset);
  const failedOffset = new Tally(counts.failedOffset);
  let { targeted, unknown } = counts;
  for (const [reason, n] of Object.entries(slice.skipped)) {
    skipped.add(reason, n);
    targeted += n;
  }
  const waiting = (counts.waiting ?? 0) + (slice.waiting?.length ?? 0);
  const handled = new Set(slice.ids);
  const retries = work.retries.filter(({ id }) => !handled.has(id));
  for (const id of slice.ids) {
    const fate = fates.get(id) ?? { kind: 'unknown' };
    if (fate.kind === 'again') {
      retries.push({ id, attempt: fate.attempt, notBefore: fate.at, reason: fate.reason });
      continue;
    }
    targeted += 1;
    switch (fate.kind) {
      case 'sent':
        sent.add(fate.type);
        if (fate.locale !== undefined) locale.add(fate.locale);
        if (fate.offset !== undefined) sentOffset.add(fate.offset);
        break;
      case 'failed':
        failed.add(fate.type);
        failedReason.add(fate.reason);
        if (fate.offset !== undefined) failedOffset.add(fate.offset);
        break;
      case 'skipped':
        skipped.add(fate.reason);
        break;
      case 'unknown':
        unknown += 1;
        break;
    }
  }
  return {
    ...(slice.upper === undefined ? cursorOf(work) : { cursor: slice.upper }),
    counts: {
      targeted,
      sent: sent.numbers,
      failed: failed.numbers,
      failedReason: failedReason.numbers,
      unknown,
      skipped: skipped.numbers,
      locale: locale.numbers,
      sentOffset: sentOffset.numbers,
      failedOffset: failedOffset.numbers,
      ...(waiting === 0 ? {} : { waiting }),
    },
    slices: work.slices.filter((announced) => announced !== slice),
    retries,
  };
}

/**
 * The work as its next worker takes it over: slices without a result may have been sent, in part or whole. Under at_most_once nobody of
 * them is tried again, and they are counted as unknown; under at_least_once all of them are.
 *
 * @param now epoch milliseconds
 */
export function recovered(work: Work, policy: push.PushPolicy, now: number): Work {
  let taken = work;
  for (const slice of work.slices) {
    const attempts = new Map(work.retries.map(({ id, attempt }) => [id, attempt] as const));
    const fateOf = (id: string): Fate =>
      policy === 'at_most_once' ? { kind: 'unknown' } : { kind: 'again', attempt: attempts.get(id) ?? 1, at: now, reason: 'workerLost' };
    taken = booked(taken, slice, new Map(slice.ids.map((id) => [id, fateOf(id)] as const)));
  }
  return taken;
}

/** The work without the slices that were announced and not begun. */
export function withdrawn(work: Work): Work {
  return { ...work, slices: [] };
}

/** The work of a push that ends: nobody is tried again. */
export function withoutRetries(work: Work, reason: string): Work {
  const ids = work.retries.map(({ id }) => id);
  const slice: Slice = { ids, skipped: {} };
  return booked(withdrawn(work), slice, new Map(ids.map((id) => [id, { kind: 'skipped', reason }] as const)));
}

function cursorOf({ cursor }: Work): Pick<Work, 'cursor'> {
  return cursor === undefined ? {} : { cursor };
}

class Tally {
  readonly #counts: Map<string, number>;

  constructor(numbers: Numbers) {
    this.#counts = new Map(Object.entries(numbers));
  }

  add(key: string, n = 1): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + n);
  }

  get numbers(): Numbers {
    return Object.fromEntries(this.#counts);
  }
}
