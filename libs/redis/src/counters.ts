import type { OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from '@parlance/telemetry';
import type { Redis } from 'ioredis';
import { connectRedis } from './connect.ts';
import { SharedNotes } from './shared-notes.ts';
import { Throttle } from './throttle.ts';
import { TokenBuckets } from './token-buckets.ts';

export interface CountersOptions {
  readonly redisUrl: string;
  /** The deployment's: PARLANCE_BUS_PREFIX. */
  readonly prefix: string;
  /** Shown by Redis in its list of clients, such as `parlance-auth`. */
  readonly name: string;
  readonly logger: Logger;
}

/** The limits of a service, over one connection to Redis. As a Nest provider it closes the connection when its module ends. */
export class Counters implements OnApplicationShutdown {
  readonly #redis: Redis;
  readonly #options: CountersOptions;

  constructor(options: CountersOptions) {
    const { redisUrl, name, logger } = options;
    this.#options = options;
    this.#redis = connectRedis(redisUrl, 'counters', { name, logger });
  }

  /** @throws Error when Redis does not answer within a second */
  async ping(): Promise<void> {
    await this.#redis.ping();
  }

  /** Limits something by name: throttles of one name share their counts, in whichever process. */
  throttle(name: string): Throttle {
    const { prefix, logger } = this.#options;
    return new Throttle({ redis: this.#redis, prefix, name, logger });
  }

  /** Keeps short notes by key; those of one name are shared by all processes. */
  notes(name: string): SharedNotes {
    const { prefix, logger } = this.#options;
    return new SharedNotes({ redis: this.#redis, prefix, name, logger });
  }

  /** Limits rates by name: buckets of one name are shared by all processes. */
  buckets(name: string): TokenBuckets {
    const { prefix, logger } = this.#options;
    return new TokenBuckets({ redis: this.#redis, prefix, name, logger });
  }

  onApplicationShutdown(): void {
    this.#redis.disconnect();
  }
}
