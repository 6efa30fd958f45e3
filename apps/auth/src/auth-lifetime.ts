import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Outbound } from '@parlance/outbound';

/** Something that hears of changes while the service runs. */
interface Follower {
  follow(): () => void;
}

/** The parts that begin and end with the service: hearing of changes, and connections to other services. */
export class AuthLifetime implements OnModuleInit, OnApplicationShutdown {
  readonly #followers: readonly Follower[];
  readonly #outbound: Outbound;
  #ends: readonly (() => void)[] = [];

  constructor(followers: readonly Follower[], outbound: Outbound) {
    this.#followers = followers;
    this.#outbound = outbound;
  }

  onModuleInit(): void {
    this.#ends = this.#followers.map((follower) => follower.follow());
  }

  onApplicationShutdown(): void {
    for (const end of this.#ends) end();
    this.#outbound.close();
  }
}
