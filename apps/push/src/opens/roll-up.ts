import type { Chore } from '../clean-up/upkeep.ts';
import type { PushDocument } from '../database/documents.ts';
import type { StatusObject } from '../engine/status-object.ts';
import type { OpenStore } from './open.store.ts';
import type { CountedOpens, OpenedPushStore } from './opened-push.store.ts';

/** An open is in the store so long after the time that it bears, at the latest: writes are slow at times, and clocks differ. */
const SETTLED_AFTER_MS = 60_000;
/** After so long all opens of a push are counted anew. */
const RECOUNT_AFTER_MS = 24 * 3_600_000;
/** Pushes of one look. */
const PUSHES_MAX = 200;

export interface RollUpNeeds {
  readonly opens: OpenStore;
  readonly pushes: OpenedPushStore;
  readonly status: StatusObject;
}

/**
 * Counts the opens of pushes that have new ones. Those that were stored a minute ago are counted once and remembered; the rest is counted at each
 * look, so that the cost of a look does not grow with the push. Nothing is added to a count that somebody else may have added to.
 */
export class RollUp implements Chore {
  readonly name = 'counting opens';
  /** With each look: opens are to be seen at once. */
  readonly everyMs = 0;
  readonly againMs = 1_000;
  readonly #needs: RollUpNeeds;

  constructor(needs: RollUpNeeds) {
    this.#needs = needs;
  }

  /** Counts the opens of all pushes that are due. */
  async run(now: Date): Promise<void> {
    const { pushes } = this.#needs;
    for (const pushed of await pushes.due(now, PUSHES_MAX)) await this.#count(pushed, now);
  }

  /** Counts all opens of a push anew, whenever they were stored. @returns their number */
  async recount(pushed: PushDocument): Promise<number> {
    const opened = Math.max(pushed.opened ?? 0, await this.#needs.opens.count(pushed._id));
    if (opened > (pushed.opened ?? 0)) await this.#needs.status.showOpened(pushed, opened);
    return opened;
  }

  /** The view is written first: killed in between, the next look finds the push still due. */
  async #count(pushed: PushDocument, now: Date): Promise<void> {
    const { pushes, status } = this.#needs;
    const counted = await this.#countedOpens(pushed, now);
    if (counted.opened > (pushed.opened ?? 0)) await status.showOpened(pushed, counted.opened);
    await pushes.store(pushed, counted);
  }

  async #countedOpens(pushed: PushDocument, now: Date): Promise<CountedOpens> {
    const { opens } = this.#needs;
    const { _id, opens: before = {}, opened = 0 } = pushed;
    const recountAt = (pushed.startedAt ?? pushed.createdAt).getTime() + RECOUNT_AFTER_MS;
    const isRecount = before.recounted !== true && now.getTime() >= recountAt;
    const from = isRecount ? undefined : before.settledTo;
    const settledTo = new Date(Math.max(before.settledTo?.getTime() ?? 0, now.getTime() - SETTLED_AFTER_MS));
    const settled = (isRecount ? 0 : (before.settled ?? 0)) + (await opens.count(_id, { after: from, upTo: settledTo }));
    const fresh = await opens.count(_id, { after: settledTo });
    const recounted = before.recounted === true || isRecount;
    return {
      opened: Math.max(opened, settled + fresh),
      settled,
      settledTo,
      recounted,
      ...(fresh > 0 ? { dueAt: new Date(now.getTime() + SETTLED_AFTER_MS + 1) } : recounted ? {} : { dueAt: new Date(recountAt) }),
    };
  }
}
