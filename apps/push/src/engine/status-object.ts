import { PUSH_STATUS } from '@parlance/platform-classes';
import type { PlatformObjects } from '@parlance/platform-objects';
import { NO_COUNTS, statusViewOf, TERMINAL_STATES, type CountedPartition, type Counts, type PushState } from '@parlance/push';
import type { JsonObject } from '@parlance/values';
import type { PushDocument } from '../database/documents.ts';
import { pushContext } from './push-context.ts';

const DELETE = { __op: 'Delete' };
const NOT_FINAL = { status: { $nin: [...TERMINAL_STATES] } };

/** The `_PushStatus` object of a push: a view of the store of work, which holds the truth. */
export class StatusObject {
  readonly #objects: PlatformObjects;

  constructor(objects: PlatformObjects) {
    this.#objects = objects;
  }

  /**
   * Shows the state and the counts of a push. Values are set, never added to, and older ones change nothing, so that nobody sees a count
   * fall. A final state stays.
   *
   * @param passedOver installations that no partition holds, as their zone was too late
   */
  async show(
    pushed: PushDocument,
    state: PushState,
    partitions: readonly CountedPartition[],
    passedOver: Counts = NO_COUNTS,
  ): Promise<void> {
    const { a: app, objectId, _id, startedAt, finishedAt, error, errorCode, alert } = pushed;
    const message = error ?? alert;
    const view = statusViewOf(state, partitions, passedOver);
    const members = {
      ...view,
      status: state,
      count: view.count ?? DELETE,
      ...(startedAt === undefined ? {} : { startedAt: dateOf(startedAt) }),
      ...(finishedAt === undefined ? {} : { finishedAt: dateOf(finishedAt) }),
      // An alert is over when the push was resumed.
      errorMessage: message === undefined ? DELETE : { message, ...(errorCode === undefined ? {} : { code: errorCode }) },
    };
    // The end is written once, after the last change of a count, and tells the truth whatever was shown before.
    const isNewer = isTerminal(state) ? NOT_FINAL : { ...NOT_FINAL, numTargeted: { $lte: view.numTargeted } };
    await this.#objects.changeIf(PUSH_STATUS, objectId, members, isNewer, pushContext(app, _id));
  }

  /** Shows how many devices have opened a push, in whichever state it is. A lower number changes nothing. */
  async showOpened({ a: app, _id, objectId }: PushDocument, numOpened: number): Promise<void> {
    const isMore: JsonObject = { $or: [{ numOpened: { $exists: false } }, { numOpened: { $lt: numOpened } }] as JsonObject[] };
    await this.#objects.changeIf(PUSH_STATUS, objectId, { numOpened }, isMore, pushContext(app, _id));
  }

  async make({ a: app, _id, objectId }: PushDocument, members: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#objects.make(PUSH_STATUS, { ...members, objectId }, pushContext(app, _id));
  }

  async remove({ a: app, _id, objectId }: PushDocument): Promise<void> {
    await this.#objects.removeIfThere(PUSH_STATUS, objectId, pushContext(app, _id));
  }
}

function isTerminal(state: PushState): boolean {
  return TERMINAL_STATES.includes(state);
}

function dateOf(date: Date): { readonly __type: 'Date'; readonly iso: string } {
  return { __type: 'Date', iso: date.toISOString() };
}
