import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Outbound } from '@parlance/outbound';
import type { Redis } from '@parlance/redis';

/** Something that hears of changes while the service runs. */
interface Follower {
  follow(): () => void;
}

/** What begins and ends with the service: hearing of changes, and connections to other services. */
export class AuthLifetime implements OnModuleInit, OnApplicationShutdown {
  readonly #followers: readonly Follower[];
  readonly #outbound: Outbound;
  readonly #counters: Redis;
  #ends: readonly (() => void)[] = [];

  constructor(followers: readonly Follower[], outbound: Outbound, counters: Redis) {
    this.#followers = followers;
    this.#outbound = outbound;
    this.#counters = counters;
  }

  onModuleInit(): void {
    this.#ends = this.#followers.map((follower) => follower.follow());
  }

  onApplicationShutdown(): void {
    for (const end of this.#ends) end();
    this.#outbound.close();
    this.#counters.disconnect();
  }
}
