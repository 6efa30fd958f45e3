import { isLimited, type QuotaLimit } from '@parlance/app-settings';
import type { QuotaWatch } from '@parlance/apps';
import { ParseError } from '@parlance/errors';
import type { Clock } from '@parlance/push';
import type { Limit, Throttle } from '@parlance/redis';

const DAY_MS = 86_400_000;
/** Counts are kept a little longer than their day: clocks differ. */
const KEPT_SECONDS = 90_000;

export interface AppPushesParts {
  readonly throttle: Throttle;
  readonly watch: QuotaWatch;
  readonly clock: Clock;
}

/** The pushes that an app may have accepted in a day (setting `quotas.pushesPerDay`), held over all replicas. */
export class AppPushes {
  readonly #parts: AppPushesParts;

  constructor(parts: AppPushesParts) {
    this.#parts = parts;
  }

  /** Counts pushes that are about to be accepted. @throws QuotaExceeded (155, 429) where one of them is too many: then none is counted */
  async take(app: string, quota: QuotaLimit, count: number): Promise<void> {
    if (!isLimited(quota)) return;
    const { throttle, watch } = this.#parts;
    const { points, allowed } = await throttle.take(this.#counted(app), limitOf(quota), count);
    watch.note({ app, quota: 'pushesPerDay', limit: quota, used: Math.min(points, quota.hard ?? points), isRefused: !allowed });
    if (allowed) return;
    await this.giveBack(app, quota, count);
    watch.refused(app, 'pushesPerDay');
    const retryAfterSeconds = Math.ceil((DAY_MS - (this.#now() % DAY_MS)) / 1_000);
    throw new ParseError('QuotaExceeded', `This app may send ${String(quota.hard)} pushes in a day.`, { retryAfterSeconds });
  }

  /** Takes pushes out of the count that were not accepted after all. */
  async giveBack(app: string, quota: QuotaLimit, count: number): Promise<void> {
    if (isLimited(quota)) await this.#parts.throttle.take(this.#counted(app), limitOf(quota), -count);
  }

  /** The pushes of the day so far; null for an app without the quota, whose pushes are not counted. */
  async used(app: string, quota: QuotaLimit): Promise<number | null> {
    return isLimited(quota) ? (await this.#parts.throttle.peek(this.#counted(app), limitOf(quota))).points : null;
  }

  #counted(app: string): { readonly app: string; readonly key: string } {
    return { app, key: `day ${new Date(this.#now()).toISOString().slice(0, 10)}` };
  }

  #now(): number {
    return this.#parts.clock.now().getTime();
  }
}

function limitOf({ hard }: QuotaLimit): Limit {
  return { pointsMax: hard ?? Number.MAX_SAFE_INTEGER, windowSeconds: KEPT_SECONDS };
}
