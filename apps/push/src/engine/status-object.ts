import type { push } from '@parlance/contracts';
import { PUSH_STATUS } from '@parlance/platform-classes';
import type { PlatformObjects } from '@parlance/platform-objects';
import { FINAL_STATES, type PushDocument, type PushState } from '../database/documents.ts';
import { totalsOf } from '../work/sum-counts.ts';
import { pushContext } from './push-context.ts';

const DELETE = { __op: 'Delete' };
const NOT_FINAL = { status: { $nin: [...FINAL_STATES] } };

/** The `_PushStatus` object of a push: a view of the store of work, which holds the truth. */
export class StatusObject {
  readonly #objects: PlatformObjects;

  constructor(objects: PlatformObjects) {
    this.#objects = objects;
  }

  /**
   * Shows what has become of a push. Values are set, never added to; one that is older than what is shown changes nothing, so that nobody
   * sees a count fall. A final state stays.
   *
   * @param open partitions that are still worked on
   */
  async show(pushed: PushDocument, counts: push.PushCounts, open: number, state: PushState = pushed.state): Promise<void> {
    const { a: app, objectId, _id } = pushed;
    const totals = totalsOf(counts);
    const isFinal = FINAL_STATES.includes(state);
    const members = {
      status: state,
      ...totals,
      sentPerType: counts.sent,
      failedPerType: counts.failed,
      skippedPerReason: counts.skipped,
      failedPerReason: counts.failedReason,
      sentPerLocale: counts.locale,
      sentPerUTCOffset: counts.sentOffset,
      failedPerUTCOffset: counts.failedOffset,
      count: isFinal ? DELETE : open,
      ...(isFinal ? { finishedAt: dateOf(pushed.finishedAt ?? new Date()) } : {}),
      ...(pushed.startedAt === undefined ? {} : { startedAt: dateOf(pushed.startedAt) }),
      ...(pushed.error === undefined ? {} : { errorMessage: { message: pushed.error } }),
    };
    const isNewer = { ...NOT_FINAL, numTargeted: { $lte: totals.numTargeted } };
    await this.#objects.changeIf(PUSH_STATUS, objectId, members, isNewer, pushContext(app, _id));
  }

  async make({ a: app, _id, objectId }: PushDocument, members: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#objects.make(PUSH_STATUS, { ...members, objectId }, pushContext(app, _id));
  }

  async remove({ a: app, _id, objectId }: PushDocument): Promise<void> {
    await this.#objects.removeIfThere(PUSH_STATUS, objectId, pushContext(app, _id));
  }
}

function dateOf(date: Date): { readonly __type: 'Date'; readonly iso: string } {
  return { __type: 'Date', iso: date.toISOString() };
}
