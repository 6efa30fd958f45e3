import { setTimeout as sleep } from 'node:timers/promises';
import type { LogDocument } from '../database/documents.ts';
import type { LinesAsked, LogStore } from './log.store.ts';

/** How often it is looked for new lines, which their writers store twice a second. */
const LOOK_EVERY_MS = 500;
/** A line without content keeps proxies from ending a quiet connection. */
const SIGN_OF_LIFE_MS = 15_000;
/** Replicas store a line within this time: no line is missed whose time is before that of one that was seen. */
const LATE_MS_MAX = 5_000;
const LOOK_LINES_MAX = 1_000;

export interface FollowOptions {
  readonly store: Pick<LogStore, 'find'>;
  readonly now: () => number;
  /** Epoch milliseconds: the answer ends then, and its reader asks again. */
  readonly until: number;
  /** True once the process ends. */
  readonly isOver: () => boolean;
}

/** The last lines, oldest first, then each further one once; 'alive' where there was none for a while. Ends with its reader, or at `until`. */
export async function* followLines(
  asked: LinesAsked,
  { store, now, until, isOver }: FollowOptions,
): AsyncGenerator<readonly LogDocument[] | 'alive'> {
  const seen = new Map<string, number>();
  const note = (lines: readonly LogDocument[]): readonly LogDocument[] => {
    const fresh = lines.filter(({ _id }) => !seen.has(_id.toHexString()));
    for (const { _id, at } of fresh) seen.set(_id.toHexString(), at.getTime());
    return fresh;
  };
  const begun = now();
  const last = await store.find({ ...asked, order: 'desc', limit: LOOK_LINES_MAX });
  // Earlier lines than those that are shown are none of its.
  yield [...note(last)].slice(0, asked.limit).reverse();
  let toldAt = begun;
  let from = begun - LATE_MS_MAX;
  while (now() < until && !isOver()) {
    const looked = { ...asked, from: new Date(from), until: new Date(now() + LATE_MS_MAX), order: 'asc', limit: LOOK_LINES_MAX } as const;
    const found = await store.find(looked);
    const fresh = note(found);
    if (fresh.length > 0 || now() - toldAt >= SIGN_OF_LIFE_MS) {
      yield fresh.length > 0 ? fresh : 'alive';
      toldAt = now();
    }
    const newest = found.at(-1)?.at.getTime() ?? from;
    const isWhole = found.length < LOOK_LINES_MAX;
    // A flood has more lines than one look finds: then no line is waited for that is stored late.
    from = Math.max(from, isWhole ? newest - LATE_MS_MAX : newest);
    for (const [id, at] of seen) if (at < from) seen.delete(id);
    if (isWhole) await sleep(LOOK_EVERY_MS, undefined, { ref: false });
  }
}
