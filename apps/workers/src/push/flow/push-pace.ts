import type { push } from '@parlance/contracts';
import type { Clock } from '@parlance/push';
import type { BucketRate, Taken, TokenBuckets } from '@parlance/redis';

const MINUTE_S = 60;
/** The messages of so many seconds may go at once, so that a partition that pauses loses nothing of the rate. */
const BURST_SECONDS = 3;

/** The rate that the sender of a push allows, over all of its partitions and all workers. */
export class PushPace {
  /** Messages that may go at once. */
  readonly burst: number;
  readonly #buckets: TokenBuckets;
  readonly #clock: Clock;
  readonly #subject: { readonly app: string; readonly key: string };
  readonly #rate: BucketRate;

  /** @param perMinute messages */
  constructor(buckets: TokenBuckets, clock: Clock, { app, pushId }: Pick<push.PushClaim, 'app' | 'pushId'>, perMinute: number) {
    const perSecond = perMinute / MINUTE_S;
    this.burst = Math.max(1, Math.floor(perSecond * BURST_SECONDS));
    this.#buckets = buckets;
    this.#clock = clock;
    this.#subject = { app, key: pushId };
    this.#rate = { perSecond, capacity: this.burst, bulkShare: 1 };
  }

  take(messages: number): Promise<Taken> {
    return this.#buckets.take(this.#subject, this.#rate, Math.min(messages, this.burst), { bulk: false, now: this.#clock.now().getTime() });
  }

  async giveBack(messages: number): Promise<void> {
    if (messages > 0) await this.#buckets.take(this.#subject, this.#rate, -messages, { bulk: false, now: this.#clock.now().getTime() });
  }
}
