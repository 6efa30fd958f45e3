import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';

/** Something that hears of changes while the service runs. */
interface Follower {
  follow(): () => void;
}

/** What begins and ends with the service: hearing of changes. */
export class AuthLifetime implements OnModuleInit, OnApplicationShutdown {
  readonly #followers: readonly Follower[];
  #ends: readonly (() => void)[] = [];

  constructor(followers: readonly Follower[]) {
    this.#followers = followers;
  }

  onModuleInit(): void {
    this.#ends = this.#followers.map((follower) => follower.follow());
  }

  onApplicationShutdown(): void {
    for (const end of this.#ends) end();
  }
}
