import type { QuotaWatch } from '@parlance/apps';
import { isLimited } from '@parlance/app-settings';
import { ParseError } from '@parlance/errors';
import { RequestCount, untilTomorrowMs, type RequestUse, type SharedCount } from './request-count.ts';
import { RequestLease, type TakeShared } from './request-lease.ts';
import type { RequestQuotas } from './request-quotas.ts';

export interface AppUseParts {
  readonly app: string;
  readonly count: SharedCount;
  readonly take: (want: number, now: number, rate: { readonly perSecond: number; readonly capacity: number }) => ReturnType<TakeShared>;
  readonly watch: QuotaWatch;
}

type Requests = keyof RequestQuotas;
/** Requests that wait for their turn ask no more often than this. */
const TURN_MS = 5;

/** The requests of one app at this gateway, under quotas that stay the same for as long as this lives. */
export class AppUse {
  readonly #parts: AppUseParts;
  readonly #quotas: RequestQuotas;
  readonly #lease: RequestLease | undefined;
  readonly #count: RequestCount | undefined;
  readonly #begun: Promise<unknown> | undefined;
  #isBegun = false;
  /** Requests that were refused since the last look, by quota. */
  readonly #refused = new Map<Requests, number>();

  constructor(parts: AppUseParts, quotas: RequestQuotas, now: number) {
    const { requestsPerSecond, requestsPerDay } = quotas;
    this.#parts = parts;
    this.#quotas = quotas;
    if (requestsPerSecond.hard !== null) {
      const { hard: perSecond, burst } = requestsPerSecond;
      const rate = { perSecond, capacity: burst ?? Math.max(1, Math.ceil(perSecond)) };
      this.#lease = new RequestLease((want, at) => parts.take(want, at, rate), rate);
    }
    if ([requestsPerSecond, requestsPerDay].some(isLimited)) this.#count = new RequestCount(parts.count, requestsPerDay.hard, now);
    // The first requests wait for the count of the day, as far as others have got.
    this.#begun = this.#count?.sum(now).finally(() => (this.#isBegun = true));
  }

  /** Refuses at once where it is known that nothing passes. @throws QuotaExceeded (155, 429) */
  assertOpen(active: number, now: number): void {
    const { concurrentRequests, requestsPerSecond, requestsPerDay } = this.#quotas;
    if (concurrentRequests.hard !== null && active >= concurrentRequests.hard) {
      throw this.#refusal('concurrentRequests', `may have ${concurrentRequests.hard} requests under way at a time`, 0);
    }
    if (this.#isBegun && this.#count?.isFull(now) === true) {
      throw this.#refusal('requestsPerDay', `may send ${String(requestsPerDay.hard)} requests in a day`, untilTomorrowMs(now));
    }
    const waitMs = this.#lease?.waitMs(now) ?? 0;
    if (waitMs > 0) throw this.#tooFast(requestsPerSecond.hard, waitMs);
  }

  /**
   * Counts a request that may pass. A promise only where somebody has to be asked.
   *
   * @throws QuotaExceeded (155, 429)
   */
  take(cost: number, active: number, now: number): Promise<void> | undefined {
    if (this.#count !== undefined && !this.#isBegun) return this.#takeLater(cost, active);
    this.assertOpen(active, now);
    const taken = this.#lease?.take(cost, now) ?? true;
    if (taken instanceof Promise) return taken.then((isTaken) => this.#settle(isTaken, cost, now));
    this.#settle(taken, cost, now);
    return undefined;
  }

  /** In how many milliseconds a request that was refused may have its turn; 0 where it has none today. */
  turnMs(now: number): number {
    if (this.#lease === undefined || this.#count?.isFull(now) === true) return 0;
    return Math.max(TURN_MS, this.#lease.waitMs(now));
  }

  #settle(isTaken: boolean, cost: number, now: number): void {
    if (!isTaken) throw this.#tooFast(this.#quotas.requestsPerSecond.hard, this.#lease?.waitMs(now) ?? 0);
    this.#count?.add(cost);
  }

  async #takeLater(cost: number, active: number): Promise<void> {
    await this.#begun;
    await this.take(cost, active, Date.now());
  }

  /** Sums up and tells: to be called from time to time. @param peak most requests that were under way since the last time */
  async look(peak: number, now: number): Promise<void> {
    const refused = new Map(this.#refused);
    this.#refused.clear();
    this.#note('concurrentRequests', peak, refused);
    if (this.#count === undefined) return;
    const { today, perSecond } = await this.#count.sum(now);
    this.#note('requestsPerSecond', perSecond, refused);
    this.#note('requestsPerDay', today, refused);
  }

  /** The use as all gateways have summed it up. */
  async use(now: number): Promise<RequestUse | undefined> {
    return this.#count?.sum(now);
  }

  /** Hands over the requests that are not summed up yet. */
  async close(): Promise<void> {
    for (const quota of Object.keys(this.#quotas) as Requests[]) this.#parts.watch.forget(this.#parts.app, quota);
    await this.#count?.sum(Date.now());
  }

  #note(quota: Requests, used: number, refused: ReadonlyMap<Requests, number>): void {
    const { app, watch } = this.#parts;
    const limit = this.#quotas[quota];
    const count = refused.get(quota) ?? 0;
    if (count > 0) watch.refused(app, quota, count);
    if (isLimited(limit)) watch.note({ app, quota, limit, used, isRefused: count > 0 });
  }

  #tooFast(perSecond: number | null, waitMs: number): ParseError {
    return this.#refusal('requestsPerSecond', `may send ${String(perSecond)} requests in a second`, waitMs);
  }

  #refusal(quota: Requests, text: string, waitMs: number): ParseError {
    this.#refused.set(quota, (this.#refused.get(quota) ?? 0) + 1);
    return new ParseError('QuotaExceeded', `This app ${text}.`, { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) });
  }
}
