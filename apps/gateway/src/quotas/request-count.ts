import type { Limit, Verdict } from '@parlance/redis';

export const DAY_MS = 86_400_000;
/** Rates are seen over this time. */
const SPAN_SECONDS = 10;
const SPAN_MS = SPAN_SECONDS * 1_000;
/** Counts are kept a little longer than they last: clocks differ. */
const DAY_KEPT_SECONDS = 90_000;

/** A count that all gateways add to, by key. */
export interface SharedCount {
  add(key: string, limit: Limit, points: number): Promise<Verdict>;
  read(key: string, limit: Limit): Promise<Verdict>;
}

/** Requests of an app: of the current day by UTC, and in a second, as of the last ten seconds. */
export interface RequestUse {
  readonly today: number;
  readonly perSecond: number;
}

/**
 * The requests of an app, counted here and added to those of other gateways from time to time. Requests between two sums are not known
 * elsewhere: over all gateways a limit of a day may be passed by the requests of that time.
 */
export class RequestCount {
  readonly #shared: SharedCount;
  readonly #limit: Limit;
  #day: number;
  #unsent = 0;
  #left = 0;

  /** @param hard most requests of a day; null for any */
  constructor(shared: SharedCount, hard: number | null, now: number) {
    this.#shared = shared;
    this.#limit = { pointsMax: hard ?? Number.MAX_SAFE_INTEGER, windowSeconds: DAY_KEPT_SECONDS };
    this.#day = dayOf(now);
  }

  /** True when the day has no requests left. */
  isFull(now: number): boolean {
    if (dayOf(now) !== this.#day) {
      this.#day = dayOf(now);
      this.#left = this.#limit.pointsMax;
    }
    return this.#left <= 0;
  }

  add(cost: number): void {
    this.#left -= cost;
    this.#unsent += cost;
  }

  /** Adds the requests since the last sum to those of all gateways, and learns theirs. */
  async sum(now: number): Promise<RequestUse> {
    const points = this.#unsent;
    this.#unsent = 0;
    const [today, span, before] = await Promise.all([
      this.#ask(dayKey(now), this.#limit, points),
      this.#ask(spanKey(now), SPAN_LIMIT, points),
      this.#shared.read(spanKey(now - SPAN_MS), SPAN_LIMIT),
    ]);
    this.#day = dayOf(now);
    this.#left = today.remaining - this.#unsent;
    return { today: today.points, perSecond: Math.max(span.points, before.points) / SPAN_SECONDS };
  }

  #ask(key: string, limit: Limit, points: number): Promise<Verdict> {
    return points === 0 ? this.#shared.read(key, limit) : this.#shared.add(key, limit, points);
  }
}

const SPAN_LIMIT: Limit = { pointsMax: Number.MAX_SAFE_INTEGER, windowSeconds: 3 * SPAN_SECONDS };

/** Milliseconds until the next day by UTC begins. */
export function untilTomorrowMs(now: number): number {
  return DAY_MS - (now % DAY_MS);
}

function dayOf(now: number): number {
  return Math.floor(now / DAY_MS);
}

function dayKey(now: number): string {
  return `day ${new Date(now).toISOString().slice(0, 10)}`;
}

function spanKey(now: number): string {
  return `span ${Math.floor(now / SPAN_MS)}`;
}
