import type { data, push } from '@parlance/contracts';
import type { Clock } from '@parlance/push';
import { span, type Logger } from '@parlance/telemetry';
import { booked, recovered, withdrawn, withoutRetries } from './book.ts';
import type { Delivery } from './delivery.ts';
import type { PushPace } from './flow/push-pace.ts';
import { pushMetrics } from './metrics.ts';
import { PageSource } from './page-source.ts';
import { LostPartition, PartitionHold } from './partition-hold.ts';
import { isAnnounced, type PlannedSlices } from './plan-slices.ts';
import type { PushServices } from './push-services.ts';
import type { SentSlice } from './send-slice.ts';
import { SliceSender } from './slice-sender.ts';
import type { TokenGuard } from './token-guard.ts';

/** After so many pages, or this time, the partition goes to the end of the queue: pushes share the workers. */
const PAGES_MAX = 20;
const TURN_MS_MAX = 5_000;
/** The results of a page that takes longer are stored slice by slice. */
const SLOW_PAGE_MS = 2_000;
/** A page that takes less is over before anybody would see that its push was canceled. */
const QUICK_PAGE_MS = 500;
/** The results of a page are stored with the announcement of the next one, unless that takes longer to be read. */
const READING_MS = 50;

export interface RunNeeds {
  readonly claim: push.PushClaim;
  readonly services: PushServices;
  readonly delivery: Delivery;
  /** The state of the push; answered from memory for half a second. */
  readonly runState: () => Promise<push.PushRunState>;
  readonly clock: Clock;
  /** Ends the run after the slice that is being sent. */
  readonly stopping: AbortSignal;
  /** By `performance.now()`: when the claim was asked for. */
  readonly claimedAt: number;
  /** Of the push, whichever partition of it this process has. */
  readonly guard: TokenGuard;
  readonly pace: PushPace | undefined;
  readonly logger: Logger;
}

/**
 * One turn of a worker at a partition. Installations are announced before they are handed to a provider, and booked afterwards; both are
 * conditional writes, so that of two owners one does nothing, and of a lost one the slices are known that it may have sent. The results of
 * a page and the announcement of the next one, which was read meanwhile, are one write.
 */
export class PartitionRun {
  readonly #needs: RunNeeds;
  readonly #hold: PartitionHold;
  readonly #source: PageSource;
  readonly #sender: SliceSender;
  #work: push.PushWork;
  /** The work has results that are not stored. */
  #isUnsaved = false;
  #pageMs = Infinity;
  readonly #refused = new Set<string>();

  constructor(needs: RunNeeds) {
    const { claim, services, claimedAt } = needs;
    this.#needs = needs;
    this.#work = claim.work;
    this.#hold = new PartitionHold(claim, services, claimedAt);
    this.#source = new PageSource(needs);
    this.#sender = new SliceSender(needs);
  }

  /** @throws ParseError of services that do not answer: the lease then runs out, and the next owner goes on from the stored state */
  async run(): Promise<void> {
    try {
      await this.#run();
    } catch (error) {
      if (!(error instanceof LostPartition)) throw error;
      pushMetrics.leaseLost();
    }
  }

  async #run(): Promise<void> {
    const { claim, clock, services } = this.#needs;
    if (this.#work.slices.length > 0) {
      const before = this.#work.counts.unknown;
      for (const slice of this.#work.slices) await services.noteWaiting(slice);
      this.#work = recovered(this.#work, claim.policy, clock.now().getTime());
      pushMetrics.unknown(this.#work.counts.unknown - before);
      await this.#save('run');
    }
    const began = performance.now();
    for (let pages = 0; ; pages++) {
      if (await this.#endsHere()) return;
      if (pages === PAGES_MAX || performance.now() - began > TURN_MS_MAX) return this.#save('wait');
      if (this.#isUnsaved && !(await this.#source.arrives(READING_MS))) await this.#save('run');
      const planned = await this.#source.next(this.#work);
      if (planned === undefined) return this.#rest();
      if ('pausedUntil' in planned) return this.#save('wait', planned.pausedUntil);
      await this.#announce(planned);
      if (pages + 1 < PAGES_MAX) this.#source.readAhead(planned.slices.at(-1)?.upper ?? this.#work.cursor);
      if (!(await this.#page(planned))) return;
    }
  }

  /** Nobody is left to visit: the partition waits for its retries, or is done. */
  async #rest(): Promise<void> {
    const { retries } = this.#work;
    if (retries.length > 0) return this.#save('wait', Math.min(...retries.map(({ notBefore }) => notBefore)));
    const { guard, services } = this.#needs;
    await this.#drop(await guard.end(services));
    return this.#save('done');
  }

  /** Whether the push, or this worker, stops here; the partition is then stored so. */
  async #endsHere(): Promise<boolean> {
    const { runState, stopping } = this.#needs;
    const state = await runState();
    if (state === 'running' && !stopping.aborted) return false;
    const isOver = state === 'ending';
    await this.#giveTurnsBack([...this.#work.slices.flatMap(({ ids }) => ids), ...(isOver ? this.#work.retries.map(({ id }) => id) : [])]);
    this.#work = isOver ? withoutRetries(this.#work, 'canceled') : withdrawn(this.#work);
    await this.#save(isOver ? 'done' : 'wait');
    return true;
  }

  /** Installations that nothing was handed over for have their turns still. */
  async #giveTurnsBack(ids: readonly string[]): Promise<void> {
    if (this.#needs.delivery.cap !== undefined && ids.length > 0) await this.#needs.services.giveTurnsBack(ids);
  }

  /** Slices are written down before anything of them is sent; those of which nothing is sent need no announcement. */
  async #announce({ slices }: PlannedSlices): Promise<void> {
    this.#work = { ...this.#work, slices };
    if (this.#isUnsaved || slices.some(isAnnounced)) await this.#save('run');
  }

  /** @returns false when the run has ended in the middle */
  async #page(planned: PlannedSlices): Promise<boolean> {
    const { claim, logger } = this.#needs;
    const { slices, prepared } = planned;
    const began = performance.now();
    const attributes = { 'push.id': claim.pushId, 'push.partition': claim.partition, 'push.installations': prepared.size };
    const outcomes: Record<string, number> = {};
    const dead: data.DeadToken[] = [];
    const wentOn = await span('push page', 'internal', attributes, async () => {
      await this.#sender.begin(planned, slices.length > 1 && this.#pageMs < QUICK_PAGE_MS);
      for (const [at, slice] of slices.entries()) {
        if (isAnnounced(slice)) {
          if (at > 0 && (await this.#endsHere())) return false;
          await this.#hold.keep(this.#work);
        }
        await this.#needs.services.noteWaiting(slice);
        const sent = await span('push slice', 'internal', undefined, () => this.#sender.send(slice, planned, this.#work));
        if (sent.heldUntil !== undefined) return this.#holdUntil(sent.heldUntil);
        await this.#book(slice, sent, dead, outcomes);
        if (performance.now() - began > SLOW_PAGE_MS && at < slices.length - 1) await this.#save('run');
      }
      return true;
    });
    await this.#drop(dead);
    this.#pageMs = performance.now() - began;
    pushMetrics.page(this.#pageMs);
    const { pushId, partition } = claim;
    logger.info(
      { push: pushId, partition, seq: this.#hold.seq, n: prepared.size, ms: Math.round(this.#pageMs), outcomes },
      'A page was sent.',
    );
    return wentOn;
  }

  async #book(slice: push.PushSlice, sent: SentSlice, dead: data.DeadToken[], outcomes: Record<string, number>): Promise<void> {
    const { guard, services } = this.#needs;
    const { fates } = sent;
    this.#work = booked(this.#work, slice, fates);
    this.#isUnsaved = true;
    const unserved: string[] = [];
    let unknown = 0;
    for (const [id, { kind }] of fates) {
      outcomes[kind] = (outcomes[kind] ?? 0) + 1;
      if (kind === 'unknown') unknown += 1;
      else if (kind === 'failed' || kind === 'skipped') unserved.push(id);
    }
    pushMetrics.unknown(unknown);
    await this.#giveTurnsBack(unserved);
    for (const [credential, reason] of sent.refused ?? []) {
      if (!this.#refused.has(credential)) await services.reportRefusal(credential, reason);
      this.#refused.add(credential);
    }
    dead.push(...(await guard.judge(sent, services)));
  }

  /** All providers of a slice are busy: the partition makes room for others, and comes again. */
  async #holdUntil(until: number): Promise<false> {
    await this.#giveTurnsBack(this.#work.slices.flatMap(({ ids }) => ids));
    this.#work = withdrawn(this.#work);
    await this.#save('wait', until);
    return false;
  }

  async #drop(dead: readonly data.DeadToken[]): Promise<void> {
    if (dead.length > 0) await this.#needs.services.dropDeadTokens([...dead]);
  }

  /** @throws LostPartition when somebody else has it; ParseError when the outcome is unknown */
  async #save(then: push.CheckpointRequest['then'], notBefore?: number): Promise<void> {
    await this.#hold.save(this.#work, then, notBefore);
    this.#isUnsaved = false;
  }
}
