import type { Logger } from '@parlance/telemetry';
import { PUSH_STATUS } from '@parlance/platform-classes';
import type { PlatformObjects } from '@parlance/platform-objects';
import type { PushDocument } from '../database/documents.ts';
import { pushContext } from '../engine/push-context.ts';
import type { StatusObject } from '../engine/status-object.ts';
import type { ExperimentStore } from '../experiments/experiment.store.ts';
import type { RollUp } from '../opens/roll-up.ts';
import type { PartitionStore } from '../records/partition.store.ts';
import type { WaveStore } from '../records/wave.store.ts';
import type { HistoryStore } from './history.store.ts';
import type { OldPushStore } from './old-push.store.ts';
import type { Chore } from './upkeep.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long a push that has ended is kept, from its creation on. */
const KEPT_MS = 30 * DAY_MS;
/** How long its partitions are kept, from its end on: its object holds their sums. */
const PARTITIONS_KEPT_MS = 48 * HOUR_MS;
/** Pushes that are read at a time. */
const PAGE = 100;

export interface CleanUpNeeds {
  readonly old: OldPushStore;
  readonly experiments: ExperimentStore;
  readonly history: HistoryStore;
  readonly waves: WaveStore;
  readonly partitions: PartitionStore;
  readonly status: StatusObject;
  readonly objects: PlatformObjects;
  readonly rollUp: RollUp;
  readonly logger: Logger;
}

/**
 * Removes pushes of which nobody needs to know any more: their partitions two days after their end, and everything of them 30 days after
 * they were made, experiments after the last of their pushes. Pushes that wait or run stay, however old they are, and saved audiences stay
 * always.
 */
export class CleanUp implements Chore {
  readonly name = 'clean-up';
  readonly everyMs = DAY_MS;
  readonly againMs = 60_000;
  readonly #needs: CleanUpNeeds;

  constructor(needs: CleanUpNeeds) {
    this.#needs = needs;
  }

  async run(now: Date): Promise<void> {
    const { old, experiments } = this.#needs;
    const kept = new Date(now.getTime() - KEPT_MS);
    await this.#each(
      (after) => old.withPartitions(new Date(now.getTime() - PARTITIONS_KEPT_MS), after, PAGE),
      (pushed) => this.#removePartitions(pushed),
    );
    await this.#each(
      (after) => old.ended(kept, after, PAGE),
      (pushed) => this.#forget(pushed),
    );
    await experiments.forget(kept);
  }

  async #removePartitions({ _id }: PushDocument): Promise<void> {
    const { partitions, old } = this.#needs;
    await partitions.removeOf(_id);
    await old.noteNoPartitions(_id);
  }

  /** The push itself goes last: killed before, the next one finds it and does the same again. */
  async #forget(pushed: PushDocument): Promise<void> {
    const { a: app, _id, objectId, createdAt } = pushed;
    const { old, history, waves, partitions, status, objects, rollUp } = this.#needs;
    const shown = await objects.find(PUSH_STATUS, { objectId }, pushContext(app, _id));
    const sent = shown?.['numSent'];
    if (typeof sent === 'number' && sent > 0) await history.add({ _id, a: app, createdAt, sent, opened: await rollUp.recount(pushed) });
    await waves.removeOf(_id);
    await partitions.removeOf(_id);
    await status.remove(pushed);
    await old.remove(_id);
  }

  /** A push that cannot be dealt with, as its app is gone or away, holds up no other. */
  async #each(page: (after: string | undefined) => Promise<readonly PushDocument[]>, work: (pushed: PushDocument) => Promise<void>) {
    for (let found = await page(undefined); found.length > 0; found = await page(found.at(-1)?._id)) {
      for (const pushed of found) {
        try {
          await work(pushed);
        } catch (error) {
          this.#needs.logger.warn({ err: error, push: pushed._id }, 'An old push could not be removed; the next attempt follows.');
        }
      }
    }
  }
}
