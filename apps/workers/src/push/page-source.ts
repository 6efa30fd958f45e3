import type { push } from '@parlance/contracts';
import type { Clock, Target } from '@parlance/push';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fate } from './book.ts';
import type { Delivery, Prepared } from './delivery.ts';
import type { PushPace } from './flow/push-pace.ts';
import { planPage, planRetries, SLICE_SIZE, withoutTurns, type PlannedSlices } from './plan-slices.ts';
import { PAGE_SIZE, type PushServices } from './push-services.ts';

/** Installations of a partition that wait for another attempt: at this many it visits no further ones. */
const RETRIES_MAX = 1_000;

export interface PageSourceNeeds {
  readonly claim: push.PushClaim;
  readonly services: PushServices;
  readonly delivery: Delivery;
  readonly clock: Clock;
  /** Of a push whose sender limits its rate. */
  readonly pace: PushPace | undefined;
}

/** Nothing is due before; epoch milliseconds. */
export interface Pause {
  readonly pausedUntil: number;
}

interface Ahead {
  /** Null for the beginning of the partition. */
  readonly after: string | null;
  readonly targets: Promise<readonly Target[]>;
  isThere: boolean;
}

/** The pages of a partition, one after the other: installations that are due for another attempt, and those that were not visited yet. */
export class PageSource {
  readonly #needs: PageSourceNeeds;
  #ahead: Ahead | undefined;

  constructor(needs: PageSourceNeeds) {
    this.#needs = needs;
  }

  /** Begins to read the page behind a position, while another one is sent. */
  readAhead(after: string | undefined): void {
    const { services, pace, delivery } = this.#needs;
    if (pace !== undefined || delivery.isCrowded() || this.#ahead?.after === (after ?? null)) return;
    const ahead: Ahead = { after: after ?? null, targets: services.page(after, PAGE_SIZE), isThere: false };
    ahead.targets.then(
      () => (ahead.isThere = true),
      () => (ahead.isThere = true), // The taker of the page hears of the failure.
    );
    this.#ahead = ahead;
  }

  /** Waits for the page that is being read. @returns false when it takes longer */
  async arrives(ms: number): Promise<boolean> {
    const ahead = this.#ahead;
    if (ahead === undefined || ahead.isThere) return ahead !== undefined;
    const patience = new AbortController();
    const isThere = () => ahead.isThere;
    const late = sleep(ms, false, { signal: patience.signal }).catch(() => false);
    const arrived = await Promise.race([ahead.targets.then(isThere, isThere), late]);
    patience.abort();
    return arrived;
  }

  /** @returns undefined when nobody is left to visit, or as many wait for another attempt as may */
  async next(work: push.PushWork): Promise<PlannedSlices | Pause | undefined> {
    const now = this.#needs.clock.now().getTime();
    const due = work.retries.filter(({ notBefore }) => notBefore <= now).slice(0, PAGE_SIZE);
    const room = Math.min(PAGE_SIZE, RETRIES_MAX - work.retries.length);
    if (due.length === 0 && room < SLICE_SIZE) return undefined;
    const { pace } = this.#needs;
    const targets = due.length > 0 ? [] : await this.#read(work.cursor, Math.min(room, pace?.burst ?? PAGE_SIZE));
    const wanted = due.length + targets.length;
    if (wanted === 0) return undefined;
    const { granted, waitMs } = (await pace?.take(wanted)) ?? { granted: wanted, waitMs: 0 };
    if (granted === 0) return { pausedUntil: now + waitMs };
    const planned = due.length > 0 ? await this.#retries(due.slice(0, granted)) : await this.#page(targets.slice(0, granted));
    await pace?.giveBack(granted - planned.prepared.size);
    return planned;
  }

  async #read(after: string | undefined, limit: number): Promise<readonly Target[]> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead === undefined || ahead.after !== (after ?? null)) return this.#needs.services.page(after, limit);
    return (await ahead.targets).slice(0, limit);
  }

  async #page(targets: readonly Target[]): Promise<PlannedSlices> {
    const { delivery, claim, clock } = this.#needs;
    const isExpired = claim.endsAt !== undefined && claim.endsAt <= clock.now().getTime();
    const planned = planPage(targets, delivery, isExpired, claim.waiting !== undefined);
    if (delivery.cap === undefined) return planned;
    return withoutTurns(planned, await this.#turnsOf(planned.slices.flatMap(({ ids }) => ids)));
  }

  async #retries(due: readonly push.PushRetry[]): Promise<PlannedSlices> {
    const { services, delivery } = this.#needs;
    const prepared = new Map<string, Prepared>();
    const fates = new Map<string, Fate>();
    const attempts = new Map(due.map(({ id, attempt }) => [id, attempt] as const));
    for (const target of await services.byIds(due.map(({ id }) => id))) {
      const { objectId: id } = target;
      const way = delivery.prepare(target);
      if ('skip' in way) fates.set(id, { kind: 'skipped', reason: way.skip });
      else if ('waitsUntil' in way)
        fates.set(id, { kind: 'again', attempt: attempts.get(id) ?? 1, at: way.waitsUntil, reason: 'quietHours' });
      else prepared.set(id, way);
    }
    // They have their turns already, but for those of a worker that was lost as it gave them back.
    const taken = await this.#turnsOf([...prepared.keys()]);
    for (const id of prepared.keys()) {
      if (taken.has(id)) continue;
      prepared.delete(id);
      fates.set(id, { kind: 'skipped', reason: 'frequencyCap' });
    }
    return { slices: planRetries(due), prepared, fates };
  }

  /** The installations that the frequency cap of the app leaves a turn. */
  async #turnsOf(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { services, delivery, clock } = this.#needs;
    if (delivery.cap === undefined || ids.length === 0) return new Set(ids);
    return services.takeTurns(ids, delivery.cap, clock.now().getTime());
  }
}
