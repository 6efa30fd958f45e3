import { setTimeout as sleep } from 'node:timers/promises';
import type { QuotaWatch } from '@parlance/apps';
import { ParseError } from '@parlance/errors';
import type { Throttle, TokenBuckets } from '@parlance/redis';
import type { Logger } from '@parlance/telemetry';
import type { App } from '../apps/app.ts';
import { AppUse, type AppUseParts } from './app-use.ts';
import type { RequestUse, SharedCount } from './request-count.ts';
import type { RequestQuotas } from './request-quotas.ts';

/** Counts of gateways are summed up so often, and soft limits looked at. */
const LOOK_MS = 1_000;
/** An app that sent nothing for so long is not looked at any more: its rate is nothing by then. */
const QUIET_MS = 30_000;
/** The same, after which it is forgotten. */
const IDLE_MS = 600_000;

export interface QuotaParts {
  readonly throttle: Throttle;
  readonly buckets: TokenBuckets;
  readonly watch: QuotaWatch;
  readonly logger: Logger;
  /** Requests of one app that may be under way here where its own quotas say nothing; 0 for any number. */
  readonly concurrentMax: number;
}

/** Ends a request that was under way. */
export type Leave = () => void;

interface Entry {
  /** The quotas as they were when `use` was made. */
  key: string;
  use: AppUse;
  /** Requests under way. */
  active: number;
  peak: number;
  usedAt: number;
}

/** The requests that apps may send, over all gateways, and those that they may have under way in this one (setting `quotas`). */
export class Quotas {
  readonly #parts: QuotaParts;
  readonly #entries = new Map<string, Entry>();
  readonly #timer: NodeJS.Timeout;

  constructor(parts: QuotaParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#timer.unref();
  }

  /**
   * Asked before anything is read of a request, whoever sends it: refuses it where it is known already that it cannot pass.
   *
   * @throws QuotaExceeded (155, 429)
   */
  assertOpen(app: App): void {
    if (app.requestQuotas === undefined && this.#parts.concurrentMax === 0) return;
    const entry = this.#entries.get(app.id);
    if (entry === undefined || entry.key !== keyOf(app)) return;
    entry.usedAt = Date.now();
    entry.use.assertOpen(entry.active, entry.usedAt);
  }

  /**
   * Lets a request pass whose caller is known; a promise only where Redis has to be asked.
   *
   * @returns to be called when it has been answered; undefined for an app without such quotas
   * @throws QuotaExceeded (155, 429)
   */
  enter(app: App, cost: number): Leave | undefined | Promise<Leave> {
    const entry = this.#entryOf(app);
    if (entry === undefined) return undefined;
    const taken = entry.use.take(cost, entry.active, Date.now());
    return taken === undefined ? begin(entry) : taken.then(() => begin(entry));
  }

  /**
   * Lets a request of the app's own code pass when it is its turn: it waits where a client's would be refused for being too early, and the
   * request that it belongs to counts as the one that is under way.
   *
   * @param deadline epoch milliseconds
   * @throws QuotaExceeded (155, 429)
   */
  enterInTurn(app: App, cost: number, deadline: number): Promise<void> | undefined {
    const entry = this.#entryOf(app);
    return entry && this.#wait(entry, cost, deadline);
  }

  /** The use of an app, summed up over all gateways; undefined where nothing is counted. */
  async use(app: App): Promise<(Partial<RequestUse> & { readonly active: number }) | undefined> {
    const entry = this.#entryOf(app);
    return entry && { ...(await entry.use.use(Date.now())), active: entry.active };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(Array.from(this.#entries.values(), ({ use }) => use.close()));
    this.#parts.watch.onApplicationShutdown();
  }

  async #wait(entry: Entry, cost: number, deadline: number): Promise<void> {
    for (;;) {
      try {
        await entry.use.take(cost, 0, Date.now());
        return;
      } catch (error) {
        const waitMs = error instanceof ParseError && error.kind === 'QuotaExceeded' ? entry.use.turnMs(Date.now()) : 0;
        if (waitMs === 0 || Date.now() + waitMs >= deadline) throw error;
        await sleep(waitMs);
      }
    }
  }

  #entryOf(app: App): Entry | undefined {
    const { concurrentMax } = this.#parts;
    if (app.requestQuotas === undefined && concurrentMax === 0) return undefined;
    const key = keyOf(app);
    const known = this.#entries.get(app.id);
    const now = Date.now();
    if (known?.key === key) {
      known.usedAt = now;
      return known;
    }
    const use = new AppUse(this.#sharedOf(app.id), quotasOf(app, concurrentMax), now);
    if (known !== undefined) {
      void this.#end(known.use);
      return Object.assign(known, { key, use, usedAt: now });
    }
    const entry = { key, use, active: 0, peak: 0, usedAt: now };
    this.#entries.set(app.id, entry);
    return entry;
  }

  #sharedOf(app: string): AppUseParts {
    const { throttle, buckets, watch } = this.#parts;
    const count: SharedCount = {
      add: (key, limit, points) => throttle.take({ app, key }, limit, points),
      read: (key, limit) => throttle.peek({ app, key }, limit),
    };
    const take: AppUseParts['take'] = (want, now, rate) =>
      buckets.take({ app, key: 'requests' }, { ...rate, bulkShare: 1 }, want, { bulk: false, now });
    return { app, count, take, watch };
  }

  #look(): void {
    const now = Date.now();
    for (const [app, entry] of this.#entries) {
      const { peak } = entry;
      entry.peak = entry.active;
      if (entry.active === 0 && now - entry.usedAt > IDLE_MS) {
        this.#entries.delete(app);
        void this.#end(entry.use);
      } else if (now - entry.usedAt <= QUIET_MS || entry.active > 0) {
        entry.use.look(peak, now).catch((error: unknown) => this.#tell(error));
      }
    }
  }

  async #end(use: AppUse): Promise<void> {
    await use.close().catch((error: unknown) => this.#tell(error));
  }

  #tell(error: unknown): void {
    this.#parts.logger.error({ err: error }, 'Requests of an app could not be summed up.');
  }
}

/** The quotas of an app, with the deployment's bound on requests under way where the app has none of its own. */
function quotasOf({ requestQuotas, settings }: App, concurrentMax: number): RequestQuotas {
  const quotas = requestQuotas?.limits ?? settings.quotas;
  if (concurrentMax === 0 || quotas.concurrentRequests.hard !== null) return quotas;
  return { ...quotas, concurrentRequests: { ...quotas.concurrentRequests, hard: concurrentMax } };
}

function keyOf({ requestQuotas }: App): string {
  return requestQuotas?.key ?? '';
}

function begin(entry: Entry): Leave {
  entry.active++;
  if (entry.active > entry.peak) entry.peak = entry.active;
  let isUnderWay = true;
  return () => {
    if (isUnderWay) entry.active--;
    isUnderWay = false;
  };
}
