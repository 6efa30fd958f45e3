import { addCounts, addTallies, NO_COUNTS, sumOf, TRANSITIONS, type Counts, type PushState, type Tally } from '@parlance/push';
import type { PushDocument } from '../database/documents.ts';
import type { PartitionStore } from '../records/partition.store.ts';
import type { PushChange, PushStore } from '../records/push.store.ts';
import type { WaveStore } from '../records/wave.store.ts';
import type { StatusObject } from './status-object.ts';

export interface EndingNeeds {
  readonly pushes: PushStore;
  readonly waves: WaveStore;
  readonly partitions: PartitionStore;
  readonly status: StatusObject;
}

/** Whether nobody got the push, and the only reason is that credentials were not accepted. */
function wasRefused(partitions: readonly Counts[]): boolean {
  const { sent, failed, failedReason, unknown } = partitions.reduce(addCounts, NO_COUNTS);
  const failures = sumOf(failed);
  return sumOf(sent) + unknown === 0 && failures > 0 && failedReason['authError'] === failures;
}

/**
 * The ends of pushes, and their view in the app's database. The stored state decides which of several ends that are tried at a time counts;
 * its view follows, after a lost process too.
 */
export class Endings {
  readonly #needs: EndingNeeds;

  constructor(needs: EndingNeeds) {
    this.#needs = needs;
  }

  /** Ends a push of which no part is worked on any more. One that has left the state for this end meanwhile stays as it is. */
  async end(pushed: PushDocument, step: 'finish' | 'settle' | 'fail', change: PushChange): Promise<void> {
    const end = { ...change, unshown: true as const };
    if (await this.#needs.pushes.take(pushed._id, step, end)) await this.showEnd({ ...pushed, ...end, state: TRANSITIONS[step].to });
  }

  /** Ends a push whose waves are all over. It has failed when its providers accepted none of the credentials for its devices. */
  async finish(pushed: PushDocument, finishedAt: Date): Promise<void> {
    const { pushes, partitions } = this.#needs;
    const now = (await pushes.find(pushed._id)) ?? pushed;
    const error = now.alert;
    const isRefused = error !== undefined && wasRefused((await partitions.counts(pushed._id)).map(({ counts }) => counts));
    await this.end(now, isRefused ? 'fail' : 'finish', { finishedAt, ...(isRefused ? { error } : {}) });
  }

  /** Shows the end of a push that is stored already. */
  async showEnd(pushed: PushDocument): Promise<void> {
    await this.show(pushed, pushed.state as PushState);
    await this.#needs.pushes.shown(pushed._id);
  }

  /**
   * Stops the work of a push: nobody begins with a further part of it. Slices that were announced are settled by workers.
   * @returns false as long as a worker has something to settle
   */
  async windUp({ _id }: PushDocument): Promise<boolean> {
    const { waves, partitions } = this.#needs;
    const moveAll = async (from: 'ready' | 'running') => {
      for (const wave of await waves.of(_id)) await waves.move(wave._id, from, 'canceled');
    };
    await moveAll('ready');
    await partitions.cancelIdle(_id);
    if ((await partitions.open({ push: _id })) > 0) return false;
    await moveAll('running');
    return true;
  }

  /** Removes a push of which nothing was handed over, with everything that belongs to it. It may be repeated. */
  async remove(pushed: PushDocument): Promise<void> {
    const { pushes, waves, partitions, status } = this.#needs;
    await waves.removeOf(pushed._id);
    await partitions.removeOf(pushed._id);
    await status.remove(pushed);
    await pushes.remove(pushed._id);
  }

  /** Shows the counts of a push in the app's database. */
  async show(pushed: PushDocument, state: PushState): Promise<void> {
    const { partitions, waves, status } = this.#needs;
    const counted = await partitions.counts(pushed._id);
    const skipped = (await waves.of(pushed._id)).reduce<Tally>((sum, wave) => addTallies(sum, wave.skipped ?? {}), {});
    await status.show(pushed, state, counted, { ...NO_COUNTS, targeted: sumOf(skipped), skipped });
  }
}
