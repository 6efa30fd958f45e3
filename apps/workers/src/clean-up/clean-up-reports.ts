import { workers } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { Redis } from '@parlance/redis';

const KEPT_SECONDS = 30 * 24 * 3_600;

/** The last clean-up of each app, in Redis. It is news for people and decides nothing but whether to go on. */
export class CleanUpReports {
  readonly #redis: Redis;
  readonly #prefix: string;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  async read(app: string): Promise<workers.CleanUpReport | undefined> {
    const text = await this.#redis.get(this.#key(app)).catch(throwAway);
    return text === null ? undefined : workers.cleanUpReport.parse(JSON.parse(text));
  }

  async write(app: string, report: workers.CleanUpReport): Promise<void> {
    await this.#redis.set(this.#key(app), JSON.stringify(report), 'EX', KEPT_SECONDS).catch(throwAway);
  }

  #key(app: string): string {
    return `${this.#prefix}:file-clean-up-report:${app}`;
  }
}

function throwAway(error: unknown): never {
  throw new ParseError('ServiceUnavailable', 'Clean-ups are not available at the moment.', { cause: error });
}
