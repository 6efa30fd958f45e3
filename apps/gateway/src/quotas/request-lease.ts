/** How often a lease is renewed in a second, while its app is within its rate. */
const RENEWALS_PER_SECOND = 20;
const SIZE_MAX = 1_000;
/** Leases of fewer requests are not renewed ahead: other gateways may need the last ones. */
const AHEAD_FROM = 4;
/** How long an app over its rate is refused without a question, at least. */
const PAUSE_MS = 20;

/** Takes up to `want` requests from the bucket that all gateways share (libs/redis). */
export type TakeShared = (want: number, now: number) => Promise<{ readonly granted: number; readonly waitMs: number }>;

/**
 * The requests that this gateway may let pass for an app, taken from the shared bucket some at a time: most requests are decided in memory,
 * and so is every refusal. A request that costs more than is left is a debt, which the next ones wait for.
 */
export class RequestLease {
  readonly #take: TakeShared;
  readonly #size: number;
  #left = 0;
  #triesAt = 0;
  #renewal: Promise<void> | undefined;

  /** @param capacity requests that may come at once, over all gateways */
  constructor(take: TakeShared, { perSecond, capacity }: { readonly perSecond: number; readonly capacity: number }) {
    this.#take = take;
    this.#size = Math.max(1, Math.min(SIZE_MAX, Math.floor(perSecond / RENEWALS_PER_SECOND), Math.floor(capacity / 4)));
  }

  /** In how many milliseconds a request is worth asking for: 0 while one may pass. */
  waitMs(now: number): number {
    return this.#left > 0 ? 0 : Math.max(0, this.#triesAt - now);
  }

  /** Lets a request pass or not; a promise only where the bucket has to be asked. */
  take(cost: number, now: number): boolean | Promise<boolean> {
    if (this.#left > 0) {
      this.#left -= cost;
      if (this.#size >= AHEAD_FROM && this.#left < this.#size / 2 && now >= this.#triesAt) void this.#renew(now);
      return true;
    }
    return now < this.#triesAt ? false : this.#takeRenewed(cost, now);
  }

  async #takeRenewed(cost: number, now: number): Promise<boolean> {
    await this.#renew(now);
    if (this.#left <= 0) return false;
    this.#left -= cost;
    return true;
  }

  /** Everybody who needs it meanwhile waits for one answer. */
  #renew(now: number): Promise<void> {
    this.#renewal ??= this.#ask(now).finally(() => (this.#renewal = undefined));
    return this.#renewal;
  }

  async #ask(now: number): Promise<void> {
    const want = Math.max(1, Math.ceil(this.#size - this.#left));
    const { granted, waitMs } = await this.#take(want, now);
    this.#left += granted;
    if (granted < want) this.#triesAt = now + Math.max(PAUSE_MS, waitMs);
  }
}
