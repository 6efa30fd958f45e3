import type { Logger } from '@parlance/telemetry';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import {
  CLOCK_BACK_MS,
  fullBucket,
  PACE_MIN,
  RECOVERY_PER_SECOND,
  ROUNDING,
  SLOWED_ONCE_MS,
  slowedDown,
  take,
  type Bucket,
  type BucketRate,
  type Taken,
} from './bucket.ts';
import { countedKey, type Counted } from './counted.ts';

/** Buckets of this process alone, while Redis is away. */
const LOCAL_BUCKETS_MAX = 10_000;
/** The share of a rate that a process may have alone. */
const LOCAL_SHARE = 1 / 4;
/** How long Redis is left alone after it did not answer. */
const REST_MS = 1_000;
/** A bucket that nobody asked for so long is full, and is forgotten. */
const KEPT_MS_MIN = 120_000;

/**
 * The sums of bucket.ts, in one step.
 *
 * KEYS[1] the bucket: a hash of t (tokens), b (those for bulk), a (at), p (pace), s (slowed at)
 * ARGV: 1 now, 2 per second, 3 capacity, 4 share of bulk, 5 'take' or 'slow', 6 tokens wanted, 7 '1' for bulk, 8 how long it is kept
 * Answers {granted, milliseconds to wait, tokens that are left}, all whole numbers.
 */
const SCRIPT = `
local now, perSecond, capacity, share = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local held = redis.call('HMGET', KEYS[1], 't', 'b', 'a', 'p', 's')
local t, b, a, p, s = capacity, capacity * share, now, 1, 0
if held[1] then t, b, a, p, s = tonumber(held[1]), tonumber(held[2]), tonumber(held[3]), tonumber(held[4]), tonumber(held[5]) end
local at = a - now > ${CLOCK_BACK_MS} and now or math.max(a, now)
local pace = math.min(1, p + math.max(0, at - s) / 1000 * ${RECOVERY_PER_SECOND})
local added = math.max(0, at - a) / 1000 * perSecond * pace
local room = math.max(1, capacity * pace)
t = math.min(room, t + added)
b = math.min(room * share, b + added * share)
local granted, wait = 0, 0
if ARGV[5] == 'slow' then
  if at - s >= ${SLOWED_ONCE_MS} then
    p, s = math.max(${PACE_MIN}, pace / 2), at
    t, b = t / 2, b / 2
  end
else
  local want, bulk = tonumber(ARGV[6]), ARGV[7] == '1'
  local there = bulk and math.min(t, b) or t
  granted = want < 0 and want or math.min(want, math.max(0, math.floor(there + ${ROUNDING})))
  t = t - granted
  if bulk then b = b - granted end
  if granted ~= want then
    local missing = math.max(1, math.min(want - granted, capacity / 2)) - (there - granted) - ${ROUNDING}
    wait = math.max(1, math.ceil(missing / (perSecond * pace * (bulk and share or 1)) * 1000))
  end
end
local text = function(number) return string.format('%.17g', number) end
redis.call('HSET', KEYS[1], 't', text(t), 'b', text(b), 'a', text(at), 'p', text(p), 's', text(s))
redis.call('PEXPIRE', KEYS[1], ARGV[8])
return {granted, wait, math.floor(t)}`;

export interface TokenBucketsOptions {
  /** From connectRedis(url, 'counters', …). */
  readonly redis: Redis;
  /** The deployment's: PARLANCE_BUS_PREFIX. */
  readonly prefix: string;
  /** The limited thing: `push-budget`. Buckets of one name are shared by all processes. */
  readonly name: string;
  readonly logger: Logger;
}

export interface Taking {
  /** Takers of less importance have a part of the rate. */
  readonly bulk: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Tokens that are left, as the last answer told. */
export interface TakenShared extends Taken {
  readonly left: number;
}

/**
 * Rates that hold over all replicas, smoothly: a bucket for each key, which fills all the time. One that was emptied or forgotten begins
 * full. While Redis does not answer each process goes by buckets of its own, at a quarter of the rate; it never fails, and never lets
 * everything pass.
 */
export class TokenBuckets {
  readonly #options: TokenBucketsOptions;
  readonly #local = new LRUCache<string, Bucket>({ max: LOCAL_BUCKETS_MAX });
  #isAway = false;
  #restsUntilMs = 0;

  constructor(options: TokenBucketsOptions) {
    this.#options = options;
  }

  /** Takes up to `want` tokens; gives some back when it is negative. */
  take(counted: Counted, rate: BucketRate, want: number, { bulk, now }: Taking): Promise<TakenShared> {
    return this.#ask(counted, rate, now, ['take', want, bulk ? '1' : '0'], (bucket, own) => {
      const { bucket: after, taken } = take(bucket, own, want, bulk, now);
      return { after, taken: { ...taken, left: Math.floor(after.tokens) } };
    });
  }

  /** Halves the rate, for all; it recovers by a twentieth of the full one in each second. */
  async slowDown(counted: Counted, rate: BucketRate, now: number): Promise<void> {
    await this.#ask(counted, rate, now, ['slow', 0, '0'], (bucket, own) => {
      return { after: slowedDown(bucket, own, now), taken: { granted: 0, waitMs: 0, left: 0 } };
    });
  }

  async #ask(
    counted: Counted,
    rate: BucketRate,
    now: number,
    asked: readonly (string | number)[],
    alone: (bucket: Bucket, own: BucketRate) => { readonly after: Bucket; readonly taken: TakenShared },
  ): Promise<TakenShared> {
    const { redis, prefix, name, logger } = this.#options;
    const key = countedKey(counted);
    const isWorthAsking = redis.status !== 'reconnecting' && redis.status !== 'end' && Date.now() >= this.#restsUntilMs;
    let failure: unknown;
    if (isWorthAsking) {
      try {
        const { perSecond, capacity, bulkShare } = rate;
        const keptMs = Math.ceil(KEPT_MS_MIN + (2_000 * capacity) / perSecond);
        const numbers = [now, perSecond, capacity, bulkShare, ...asked, keptMs];
        const [granted, waitMs, left] = (await redis.eval(SCRIPT, 1, `${prefix}:bucket:${name}:${key}`, ...numbers)) as [
          number,
          number,
          number,
        ];
        if (this.#isAway) logger.info({ bucket: name }, 'Redis has the buckets again; rates hold over all processes.');
        this.#isAway = false;
        return { granted, waitMs, left };
      } catch (error) {
        failure = error;
        this.#restsUntilMs = Date.now() + REST_MS;
      }
    }
    if (!this.#isAway)
      logger.warn({ err: failure, bucket: name }, 'Redis has no buckets; until it has, each process goes by its own, and slower.');
    this.#isAway = true;
    const own = { ...rate, perSecond: rate.perSecond * LOCAL_SHARE, capacity: Math.max(1, rate.capacity * LOCAL_SHARE) };
    const { after, taken } = alone(this.#local.get(key) ?? fullBucket(own, now), own);
    this.#local.set(key, after);
    return taken;
  }
}
