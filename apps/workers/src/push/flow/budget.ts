import type { push } from '@parlance/contracts';
import type { Clock } from '@parlance/push';
import type { BucketRate, TokenBuckets } from '@parlance/redis';
import { setTimeout as sleep } from 'node:timers/promises';

/** The share of a rate that processes lease at a time: asking for each slice would cost more than a lease does. */
const LEASED_SHARE = 1 / 20;
/** The part of a second's messages that may go at once. */
const CAPACITY_SECONDS = 1 / 4;
/** Large pushes leave the rest to small ones. */
const BULK_SHARE = 0.85;

/** The messages that a credential may send, by lane. */
export interface Budget {
  /** @returns how many of the wanted messages may go, at the latest after `patienceMs` of real time */
  take(wanted: number, lane: push.PushLane, patienceMs: number): Promise<number>;
  /** Brings back messages that were not used. */
  giveBack(unused: number, lane: push.PushLane): void;
  /** The provider complains: the rate is halved for all processes, and recovers. */
  slowDown(): void;
  /** Messages that could go now, as far as this process knows. */
  readonly left: number;
}

export interface SharedBudgetNeeds {
  readonly buckets: TokenBuckets;
  readonly clock: Clock;
  readonly app: string;
  /** Names the credential among those of the app; no secret. */
  readonly key: string;
  readonly perSecond: number;
}

interface Waiting {
  readonly wanted: number;
  got: number;
  /** By `performance.now()`. */
  readonly until: number;
  readonly resolve: (got: number) => void;
}

/** Leases of one lane in this process: those who wait are served in turn. */
class Lane {
  readonly #lease: (wanted: number) => Promise<{ readonly granted: number; readonly waitMs: number }>;
  #waiting: Waiting[] = [];
  #isServing = false;
  left = 0;

  constructor(lease: (wanted: number) => Promise<{ readonly granted: number; readonly waitMs: number }>) {
    this.#lease = lease;
  }

  take(wanted: number, patienceMs: number): Promise<number> {
    if (this.#waiting.length === 0 && this.left >= wanted) {
      this.left -= wanted;
      return Promise.resolve(wanted);
    }
    return new Promise((resolve) => {
      this.#waiting.push({ wanted, got: 0, until: performance.now() + patienceMs, resolve });
      if (!this.#isServing) void this.#serve();
    });
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const given = Math.min(this.left, first.wanted - first.got);
      this.left -= given;
      first.got += given;
      const patience = first.until - performance.now();
      if (first.got === first.wanted || patience <= 0) {
        this.#waiting.shift();
        first.resolve(first.got);
        continue;
      }
      const { granted, waitMs } = await this.#lease(first.wanted - first.got);
      this.left += granted;
      if (granted === 0) await sleep(Math.max(1, Math.min(waitMs, first.until - performance.now())));
    }
    this.#isServing = false;
  }
}

/** A budget that all processes share. While Redis is away each goes on by itself, at a part of the rate. */
export class SharedBudget implements Budget {
  readonly #needs: SharedBudgetNeeds;
  readonly #rate: BucketRate;
  readonly #all: Lane;
  readonly #bulk: Lane;
  #left: number;

  constructor(needs: SharedBudgetNeeds) {
    const { perSecond } = needs;
    this.#needs = needs;
    this.#rate = { perSecond, capacity: Math.max(1, perSecond * CAPACITY_SECONDS), bulkShare: BULK_SHARE };
    this.#left = this.#rate.capacity;
    const chunk = Math.ceil(perSecond * LEASED_SHARE);
    const lane = (bulk: boolean) => new Lane((wanted) => this.#lease(Math.max(chunk, wanted), bulk));
    this.#all = lane(false);
    this.#bulk = lane(true);
  }

  get left(): number {
    return this.#left + this.#all.left + this.#bulk.left;
  }

  take(wanted: number, lane: push.PushLane, patienceMs: number): Promise<number> {
    return this.#of(lane).take(wanted, patienceMs);
  }

  giveBack(unused: number, lane: push.PushLane): void {
    this.#of(lane).left += unused;
  }

  slowDown(): void {
    const { buckets, clock, app, key } = this.#needs;
    void buckets.slowDown({ app, key }, this.#rate, clock.now().getTime());
  }

  #of(lane: push.PushLane): Lane {
    return lane === 'bulk' ? this.#bulk : this.#all;
  }

  async #lease(wanted: number, bulk: boolean): Promise<{ readonly granted: number; readonly waitMs: number }> {
    const { buckets, clock, app, key } = this.#needs;
    const taken = await buckets.take({ app, key }, this.#rate, wanted, { bulk, now: clock.now().getTime() });
    this.#left = taken.left;
    return taken;
  }
}

/** Of providers that tell their pace by their connections. */
export const NO_BUDGET: Budget = {
  take: (wanted) => Promise.resolve(wanted),
  giveBack: () => undefined,
  slowDown: () => undefined,
  left: Number.POSITIVE_INFINITY,
};
