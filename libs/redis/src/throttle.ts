import type { Logger } from '@parlance/telemetry';
import type { Redis } from 'ioredis';
import { countedKey, type Counted } from './counted.ts';
import { LocalCounters, type Count } from './local-counters.ts';
import { SharedCounters } from './shared-counters.ts';

/** The share of a limit that a process may let pass alone. */
const LOCAL_SHARE = 1 / 4;
/** How long Redis is left alone after it did not answer, so that not every request waits for it. */
const REST_MS = 1_000;

/** How much is allowed: so many points from the first one on until the window ends. */
export interface Limit {
  readonly pointsMax: number;
  /** Whole seconds, at least 1. */
  readonly windowSeconds: number;
}

export interface Verdict {
  readonly allowed: boolean;
  /** When to try again, in whole seconds and at least 1; 0 when allowed. */
  readonly retryAfterSeconds: number;
  /** Points of this window so far, those that were refused included. */
  readonly points: number;
  /** Points that are left in this window; none when not allowed. */
  readonly remaining: number;
  /** When the window ends, in whole seconds and at least 1; the whole window before its first point. */
  readonly resetSeconds: number;
}

export interface ThrottleOptions {
  /** From connectRedis(url, 'counters', …). */
  readonly redis: Redis;
  /** The deployment's: PARLANCE_BUS_PREFIX. */
  readonly prefix: string;
  /** The limited thing: `log-in-failures`. Throttles of one name share their counts, in whichever process. */
  readonly name: string;
  readonly logger: Logger;
}

/**
 * Limits that hold over all replicas: they count in Redis, in one atomic step. While Redis does not answer each process counts for itself
 * and lets a quarter pass, at least one; it never fails, and never lets everything pass.
 *
 * To limit an action, take() before doing it. To limit failures alone: peek() before the attempt; take() after a failure and peek() after
 * a success, and give the answer of a limit instead of the outcome when they do not allow it. So guesses made at once gain nothing, and
 * any number of successes at once is never limited.
 */
export class Throttle {
  readonly #name: string;
  readonly #logger: Logger;
  readonly #shared: SharedCounters;
  readonly #local = new LocalCounters();
  #isAway = false;
  #restsUntilMs = 0;

  constructor({ redis, prefix, name, logger }: ThrottleOptions) {
    this.#name = name;
    this.#logger = logger;
    this.#shared = new SharedCounters(redis, `${prefix}:throttle:${name}`);
  }

  /** Counts `points` and tells whether all of them are within the limit. Points that are not count too. */
  take(counted: Counted, limit: Limit, points = 1): Promise<Verdict> {
    const key = countedKey(counted);
    return this.#decide(
      limit,
      0,
      () => this.#shared.add(key, points, limit.windowSeconds),
      () => this.#local.add(key, points, limit.windowSeconds, Date.now()),
    );
  }

  /** Tells whether one more point would be within the limit, and counts nothing. */
  peek(counted: Counted, limit: Limit): Promise<Verdict> {
    const key = countedKey(counted);
    return this.#decide(
      limit,
      1,
      () => this.#shared.get(key),
      () => this.#local.get(key, Date.now()),
    );
  }

  async #decide(limit: Limit, further: number, shared: () => Promise<Count>, local: () => Count): Promise<Verdict> {
    if (this.#shared.isConnected && Date.now() >= this.#restsUntilMs) {
      try {
        const count = await shared();
        this.#noteAnswer();
        return verdict(count, limit, limit.pointsMax, further);
      } catch (error) {
        this.#noteFailure(error);
      }
    } else {
      this.#noteFailure(undefined);
    }
    return verdict(local(), limit, Math.max(1, Math.floor(limit.pointsMax * LOCAL_SHARE)), further);
  }

  #noteFailure(error: unknown): void {
    if (error !== undefined) this.#restsUntilMs = Date.now() + REST_MS;
    if (!this.#isAway) {
      this.#logger.warn(
        { err: error, throttle: this.#name },
        'Redis does not count; until it does, each process limits by itself, and stricter.',
      );
    }
    this.#isAway = true;
  }

  #noteAnswer(): void {
    if (this.#isAway) this.#logger.info({ throttle: this.#name }, 'Redis counts again; limits hold over all processes.');
    this.#isAway = false;
  }
}

function verdict({ points, msLeft }: Count, { windowSeconds }: Limit, pointsMax: number, further: number): Verdict {
  const allowed = points + further <= pointsMax;
  const resetSeconds = points === 0 ? windowSeconds : Math.max(1, Math.ceil(msLeft / 1_000));
  const retryAfterSeconds = allowed ? 0 : resetSeconds;
  return { allowed, retryAfterSeconds, points, remaining: Math.max(0, pointsMax - points), resetSeconds };
}
