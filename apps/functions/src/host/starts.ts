import type { ParseError } from '@parlance/errors';
import { LOAD_AGAIN_MS, LOAD_AGAIN_MS_MAX, START_EVERY_MS, STARTS_AT_ONCE } from './limits.ts';

/** When processes of one version of an app's code may be started: code that cannot be loaded, or ends its processes, costs little. */
export class Starts {
  #left = STARTS_AT_ONCE;
  #refilledAt = 0;
  #failures = 0;
  #problem: { readonly error: ParseError; readonly until: number } | undefined;

  mayStart(now: number): boolean {
    if (this.#left >= STARTS_AT_ONCE) this.#refilledAt = now;
    const earned = Math.floor((now - this.#refilledAt) / START_EVERY_MS);
    if (earned > 0) {
      this.#left = Math.min(STARTS_AT_ONCE, this.#left + earned);
      this.#refilledAt += earned * START_EVERY_MS;
    }
    return this.#left > 0;
  }

  started(now: number): void {
    if (this.#left >= STARTS_AT_ONCE) this.#refilledAt = now;
    this.#left--;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#problem = undefined;
  }

  failed(error: ParseError, now: number): void {
    const ms = Math.min(LOAD_AGAIN_MS * 2 ** this.#failures++, LOAD_AGAIN_MS_MAX);
    this.#problem = { error, until: now + ms };
  }

  /** Why the code could not be loaded, as long as it is not tried again. */
  problem(now: number): ParseError | undefined {
    return this.#problem !== undefined && now < this.#problem.until ? this.#problem.error : undefined;
  }
}
