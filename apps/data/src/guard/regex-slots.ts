import { ParseError } from '@parlance/errors';
import type { Condition } from '@parlance/query';

/**
 * How many queries with a costly pattern this process runs for one app. Results and number of one query are read at the same time,
 * with one condition, and count as one.
 */
export class RegexSlots {
  readonly #running = new Map<Condition, number>();

  /**
   * @param max null for any number
   * @throws RequestLimitExceeded (155) when so many run already
   */
  take(condition: Condition, max: number | null): void {
    const readings = this.#running.get(condition) ?? 0;
    if (readings === 0 && max !== null && this.#running.size >= max) {
      throw new ParseError('RequestLimitExceeded', 'Too many queries with unanchored or case-insensitive patterns run at the moment.');
    }
    this.#running.set(condition, readings + 1);
  }

  release(condition: Condition): void {
    const readings = (this.#running.get(condition) ?? 1) - 1;
    if (readings === 0) this.#running.delete(condition);
    else this.#running.set(condition, readings);
  }
}
