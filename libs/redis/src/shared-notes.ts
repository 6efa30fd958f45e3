import type { Logger } from '@parlance/telemetry';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { countedKey, type Counted } from './counted.ts';

/** Notes of this process alone, while Redis is away. */
const LOCAL_NOTES_MAX = 50_000;
/** How long Redis is left alone after it did not answer. */
const REST_MS = 1_000;

/** Writes a note where it still reads as expected; an empty string stands for no note. */
const REPLACE = `
local found = redis.call('GET', KEYS[1]) or ''
if found ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;

export interface NotesOptions {
  /** From connectRedis(url, 'counters', …). */
  readonly redis: Redis;
  /** The deployment's: PARLANCE_BUS_PREFIX. */
  readonly prefix: string;
  /** The subject of the notes: `log-in-names`. Notes of one name are shared by all processes. */
  readonly name: string;
  readonly logger: Logger;
}

/**
 * Short notes by key that all replicas share and that expire. While Redis does not answer each process keeps its own; reading and writing
 * never fail.
 */
export class SharedNotes {
  readonly #options: NotesOptions;
  readonly #local = new LRUCache<string, string>({ max: LOCAL_NOTES_MAX });
  #isAway = false;
  #restsUntilMs = 0;

  constructor(options: NotesOptions) {
    this.#options = options;
  }

  /** @returns undefined when there is none */
  async read(counted: Counted): Promise<string | undefined> {
    const key = countedKey(counted);
    const found = await this.#ask(
      (redis) => redis.get(this.#keyOf(key)),
      () => this.#local.get(key) ?? null,
    );
    return found === null || found === '' ? undefined : found;
  }

  /**
   * Writes `next` if the note still reads `expected`, as one step.
   * @param ttlMs how long it is kept, in milliseconds
   * @returns false when somebody else has written meanwhile
   */
  async replace(counted: Counted, expected: string | undefined, next: string, ttlMs: number): Promise<boolean> {
    const key = countedKey(counted);
    const replaced = await this.#ask(
      (redis) => redis.eval(REPLACE, 1, this.#keyOf(key), expected ?? '', next, Math.max(1, Math.ceil(ttlMs))),
      () => {
        if ((this.#local.get(key) ?? '') !== (expected ?? '')) return 0;
        this.#local.set(key, next, { ttl: ttlMs });
        return 1;
      },
    );
    return replaced === 1;
  }

  #keyOf(key: string): string {
    return `${this.#options.prefix}:notes:${this.#options.name}:${key}`;
  }

  async #ask<T>(shared: (redis: Redis) => Promise<T>, local: () => T): Promise<T> {
    const { redis } = this.#options;
    if (redis.status === 'reconnecting' || redis.status === 'end' || Date.now() < this.#restsUntilMs) return this.#alone(local, undefined);
    try {
      const answer = await shared(redis);
      this.#isAway = false;
      return answer;
    } catch (error) {
      this.#restsUntilMs = Date.now() + REST_MS;
      return this.#alone(local, error);
    }
  }

  #alone<T>(local: () => T, error: unknown): T {
    const { logger, name } = this.#options;
    if (!this.#isAway) logger.warn({ err: error, notes: name }, 'Redis keeps no notes; until it does, each process keeps its own.');
    this.#isAway = true;
    return local();
  }
}
