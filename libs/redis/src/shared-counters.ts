import type { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { Count } from './local-counters.ts';

/** How long the first question waits for a connection that is still being made. */
const OPENING_MS_MAX = 1_000;

/** Counts that all replicas add to, in Redis: each begins with its first point and ends with its window. */
export class SharedCounters {
  readonly #redis: Redis;
  readonly #limiter: RateLimiterRedis;
  readonly #opened: Promise<void>;

  /** @param keyPrefix begins all keys; nobody else uses it */
  constructor(redis: Redis, keyPrefix: string) {
    this.#redis = redis;
    // Limits come with each question; the limiter itself only counts, and these two are never asked for.
    const unused = { points: Number.MAX_SAFE_INTEGER, duration: 1 };
    this.#limiter = new RateLimiterRedis({ ...unused, storeClient: redis, keyPrefix, rejectIfRedisNotReady: true });
    this.#opened = opened(redis);
  }

  /**
   * Adds in one step.
   * @returns the count with these points
   * @throws the error of Redis or its connection; then it is not known whether the points were added
   */
  async add(key: string, points: number, windowSeconds: number): Promise<Count> {
    await this.#opened;
    const { consumedPoints, msBeforeNext } = await this.#limiter.penalty(key, points, { customDuration: windowSeconds });
    return { points: consumedPoints, msLeft: msBeforeNext };
  }

  /** @throws the error of Redis or its connection */
  async get(key: string): Promise<Count> {
    await this.#opened;
    const found = await this.#limiter.get(key);
    return found === null ? { points: 0, msLeft: 0 } : { points: found.consumedPoints, msLeft: Math.max(0, found.msBeforeNext) };
  }

  /** Whether it is worth asking. */
  get isConnected(): boolean {
    return this.#redis.status !== 'reconnecting' && this.#redis.status !== 'end';
  }
}

/**
 * Resolves once the first attempt to connect has succeeded or failed: a process that has just started is not taken for one without Redis.
 */
async function opened(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(settle, OPENING_MS_MAX);
    timer.unref();
    function settle(): void {
      clearTimeout(timer);
      for (const event of ['ready', 'close', 'end']) redis.off(event, settle);
      resolve();
    }
    for (const event of ['ready', 'close', 'end']) redis.on(event, settle);
  });
}
