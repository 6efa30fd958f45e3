import type { data, push } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Clock, Target } from '@parlance/push';
import { setTimeout as sleep } from 'node:timers/promises';
import { booked, recovered, withdrawn, withoutRetries, type Fate } from './book.ts';
import type { Delivery, Prepared } from './delivery.ts';
import { planPage, planRetries, type PlannedSlices } from './plan-slices.ts';
import { PAGE_SIZE, type PushServices } from './push-services.ts';
import { sendSlice } from './send-slice.ts';

/** After so many pages, or this time, the partition goes to the end of the queue: pushes share the workers. */
const PAGES_MAX = 20;
const TURN_MS_MAX = 5_000;
/** More installations that wait for another attempt stop the partition from visiting further ones. */
const RETRIES_MAX = 1_000;
/** The results of a page that takes longer are stored slice by slice. */
const SLOW_PAGE_MS = 2_000;
const PATIENCE_MS = 200;

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
}

/** Somebody else has the partition: nothing that is known of it here counts any more. */
class LostPartition extends Error {}

/**
 * One turn of a worker at a partition. Installations are announced before they are handed to a provider, and booked afterwards; both are
 * conditional writes, so that of two owners one does nothing, and of a lost one the slices are known that it may have sent.
 */
export class PartitionRun {
  readonly #needs: RunNeeds;
  readonly #leaseMs: number;
  #work: push.PushWork;
  #seq: number;
  /** By `performance.now()`. */
  #leaseFrom: number;

  constructor(needs: RunNeeds) {
    const { claim, claimedAt } = needs;
    this.#needs = needs;
    this.#work = claim.work;
    this.#seq = claim.seq;
    this.#leaseMs = claim.leaseMs;
    this.#leaseFrom = claimedAt;
  }

  /** @throws ParseError of services that do not answer: the lease then runs out, and the next owner goes on from the stored state */
  async run(): Promise<void> {
    try {
      await this.#run();
    } catch (error) {
      if (!(error instanceof LostPartition)) throw error;
    }
  }

  async #run(): Promise<void> {
    const { claim, clock } = this.#needs;
    if (this.#work.slices.length > 0) {
      this.#work = recovered(this.#work, claim.policy, clock.now().getTime());
      await this.#save('run');
    }
    const began = performance.now();
    for (let pages = 0; ; pages++) {
      if (await this.#endsHere()) return;
      if (pages === PAGES_MAX || performance.now() - began > TURN_MS_MAX) return this.#save('wait');
      const planned = (await this.#dueRetries()) ?? (await this.#nextPage());
      if (planned === undefined) return this.#rest();
      await this.#announce(planned);
      if (!(await this.#send(planned))) return;
    }
  }

  /** Nobody is left to visit: the partition waits for its retries, or is done. */
  #rest(): Promise<void> {
    const { retries } = this.#work;
    return retries.length === 0 ? this.#save('done') : this.#save('wait', Math.min(...retries.map(({ notBefore }) => notBefore)));
  }

  /** Whether the push, or this worker, stops here; the partition is then stored so. */
  async #endsHere(): Promise<boolean> {
    const { runState, stopping } = this.#needs;
    const state = await runState();
    if (state === 'running' && !stopping.aborted) return false;
    this.#work = state === 'ending' ? withoutRetries(this.#work, 'canceled') : withdrawn(this.#work);
    await this.#save(state === 'ending' ? 'done' : 'wait');
    return true;
  }

  async #dueRetries(): Promise<PlannedSlices | undefined> {
    const { clock, services, delivery } = this.#needs;
    const now = clock.now().getTime();
    const due = this.#work.retries.filter(({ notBefore }) => notBefore <= now).slice(0, PAGE_SIZE);
    if (due.length === 0) return undefined;
    const prepared = new Map<string, Prepared>();
    for (const target of await services.byIds(due.map(({ id }) => id))) {
      const way = delivery.prepare(target);
      if (!('skip' in way)) prepared.set(target.objectId, way);
    }
    return { slices: planRetries(due), prepared };
  }

  async #nextPage(): Promise<PlannedSlices | undefined> {
    const { retries, cursor } = this.#work;
    if (retries.length > RETRIES_MAX) return undefined;
    const targets: readonly Target[] = await this.#needs.services.page(cursor);
    return targets.length === 0 ? undefined : planPage(targets, this.#needs.delivery, this.#isExpired());
  }

  /** Slices are written down before anything of them is sent; those of which nothing is sent need no announcement. */
  async #announce({ slices }: PlannedSlices): Promise<void> {
    this.#work = { ...this.#work, slices };
    if (slices.some(({ ids }) => ids.length > 0)) await this.#save('run');
  }

  /** @returns false when the run has ended in the middle */
  async #send({ slices, prepared }: PlannedSlices): Promise<boolean> {
    const began = performance.now();
    const dead: data.DeadToken[] = [];
    for (const [at, slice] of slices.entries()) {
      if (slice.ids.length > 0) {
        if (at > 0 && (await this.#endsHere())) return false;
        await this.#keepLease();
      }
      const fates = await this.#sendSlice(slice, prepared, dead);
      this.#work = booked(this.#work, slice, fates);
      if (performance.now() - began > SLOW_PAGE_MS && at < slices.length - 1) await this.#save('run');
    }
    if (dead.length > 0) await this.#needs.services.dropDeadTokens(dead);
    await this.#save('run');
    return true;
  }

  async #sendSlice(
    { ids }: push.PushSlice,
    prepared: ReadonlyMap<string, Prepared>,
    dead: data.DeadToken[],
  ): Promise<ReadonlyMap<string, Fate>> {
    const { claim, delivery, services, clock } = this.#needs;
    if (this.#isExpired()) return all(ids, { kind: 'skipped', reason: 'expired' });
    const ways = ids.flatMap((id) => prepared.get(id) ?? []);
    const withBadge = delivery.badge === undefined ? [] : ways.filter(({ hasBadge }) => hasBadge).map(({ target }) => target.objectId);
    const [badges] = await Promise.all([
      delivery.badge === undefined || withBadge.length === 0 ? {} : services.changeBadges(withBadge, delivery.badge),
      claim.local === undefined ? undefined : services.stampLocal(ids, claim.local),
    ]);
    const attempts = new Map(this.#work.retries.map(({ id, attempt }) => [id, attempt] as const));
    const signal = AbortSignal.timeout(Math.max(1, this.#leaseMs / 6));
    const sent = await sendSlice(ways, { delivery, claim, attempts, badges, signal, now: () => clock.now().getTime() });
    dead.push(...sent.dead);
    // Installations that were to be tried again and cannot be reached any more.
    return new Map([...all(ids, { kind: 'skipped', reason: 'noToken' }), ...sent.fates]);
  }

  #isExpired(): boolean {
    const { claim, clock } = this.#needs;
    return claim.expiresAt !== undefined && claim.expiresAt <= clock.now().getTime();
  }

  /** A slice is begun only with so much of the lease left that it ends within it, its requests' time-out included. */
  async #keepLease(): Promise<void> {
    if (performance.now() - this.#leaseFrom > this.#leaseMs / 2) await this.#save('run');
    if (performance.now() - this.#leaseFrom > (this.#leaseMs * 3) / 4) throw new LostPartition();
  }

  /** @throws LostPartition when somebody else has it; ParseError when the outcome is unknown */
  async #save(then: push.CheckpointRequest['then'], notBefore?: number): Promise<void> {
    const asked = performance.now();
    const request = { seq: this.#seq, work: this.#work, then, ...(notBefore === undefined ? {} : { notBefore }) };
    const { held } = await this.#untilServed(() => this.#needs.services.checkpoint(request));
    if (!held) throw new LostPartition();
    this.#seq += 1;
    this.#leaseFrom = asked;
  }

  /** A request that was surely not begun is made again while the lease lasts. */
  async #untilServed<R>(ask: () => Promise<R>): Promise<R> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        const isUnserved = error instanceof ParseError && error.kind === 'ServiceUnavailable';
        if (!isUnserved || performance.now() - this.#leaseFrom > this.#leaseMs / 2) throw error;
        await sleep(PATIENCE_MS);
      }
    }
  }
}

function all(ids: readonly string[], fate: Fate): ReadonlyMap<string, Fate> {
  return new Map(ids.map((id) => [id, fate] as const));
}
