import { BoundedCache } from '@parlance/cache';
import type { AppId } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';

/** How long a request for an app that is known waits for the owner of the value, before it goes on with the copy there is. */
const PATIENCE_MS = 500;
/** The same while the owner has not answered the question before. */
const SHORT_PATIENCE_MS = 50;

export interface LastingCopyOptions<Value> {
  /** Asks the owner; undefined for an app that has none. Everybody who needs the value meanwhile waits for this one answer. */
  readonly ask: (appId: AppId, requestId: string) => Promise<Value | undefined>;
  /** Most values remembered. Ids that are no app's count too; such an entry is a few bytes. */
  readonly entriesMax: number;
  /** How long a copy is trusted when the event that should have ended it was lost. */
  readonly ttlMs: number;
}

/**
 * Something of each app that another service owns, as this process last heard of it.
 *
 * A copy is trusted for `ttlMs`, and then, or after the connection to the bus was lost for a while, asked for anew. While the owner does
 * not answer it goes on to serve, for however long: nobody but the owner changes the value. It ends with an answer that replaces it, and
 * with `forget`.
 */
export class LastingCopy<Value extends object> {
  readonly #ask: LastingCopyOptions<Value>['ask'];
  readonly #fresh: BoundedCache<AppId, Value | 'none'>;
  /** The last answers about apps that have a value. */
  readonly #last: BoundedCache<AppId, Value>;
  #isSilent = false;
  /** Counts invalidations, so that an answer which one of them has overtaken leaves no stale copy. */
  #changes = 0;

  constructor({ ask, entriesMax, ttlMs }: LastingCopyOptions<Value>) {
    this.#ask = ask;
    this.#fresh = new BoundedCache({ max: entriesMax, ttlMs });
    this.#last = new BoundedCache({ max: entriesMax });
  }

  /** The value as far as a trusted copy tells, without a promise; undefined when `get` has to be asked. */
  known(appId: AppId): Value | undefined {
    const value = this.#fresh.get(appId);
    return value === 'none' ? undefined : value;
  }

  /**
   * @returns undefined for an app that has none
   * @throws ParseError ServiceUnavailable or RequestTimeout when the owner does not answer and there is no copy
   */
  async get(appId: AppId, requestId: string): Promise<Value | undefined> {
    const value = this.#fresh.get(appId) ?? (await this.#fresh.getOrLoad(appId, () => this.#load(appId, requestId)));
    return value === 'none' ? undefined : value;
  }

  /** Makes the next request read the value anew. */
  forget(appId: AppId): void {
    this.#changes++;
    this.#fresh.delete(appId);
    this.#last.delete(appId);
  }

  /** Makes the next requests ask for all values anew; copies serve again where the owner does not answer. */
  clear(): void {
    this.#changes++;
    this.#fresh.clear();
  }

  async #load(appId: AppId, requestId: string): Promise<Value | 'none'> {
    const changes = this.#changes;
    const answer = this.#ask(appId, requestId).then((value) => this.#take(appId, value, changes));
    if (this.#last.get(appId) === undefined) return answer;
    try {
      const inTime = await inPatience(answer, this.#isSilent ? SHORT_PATIENCE_MS : PATIENCE_MS);
      this.#isSilent = inTime === undefined;
      if (inTime !== undefined) return inTime;
    } catch (error) {
      const last = isUnanswered(error) ? this.#last.get(appId) : undefined;
      if (last === undefined) throw error;
      return last;
    }
    answer.then(
      (late) => this.#settle(appId, late, changes),
      () => undefined, // The copy serves on; the next question tells whether the owner answers again.
    );
    return this.#last.get(appId) ?? answer;
  }

  /** Keeps an answer, unless a change has overtaken it. */
  #take(appId: AppId, value: Value | undefined, changes: number): Value | 'none' {
    if (changes !== this.#changes) return value ?? 'none';
    if (value === undefined) this.#last.delete(appId);
    else this.#last.set(appId, value);
    return value ?? 'none';
  }

  /** An answer for which nobody waited any more. */
  #settle(appId: AppId, value: Value | 'none', changes: number): void {
    this.#isSilent = false;
    if (changes === this.#changes) this.#fresh.set(appId, value);
  }
}

/** @returns undefined when the answer does not come in time */
async function inPatience<T>(answer: Promise<T>, patienceMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, patienceMs, undefined);
  });
  try {
    return await Promise.race([answer, patience]);
  } finally {
    clearTimeout(timer);
  }
}

function isUnanswered(error: unknown): boolean {
  return error instanceof ParseError && (error.kind === 'ServiceUnavailable' || error.kind === 'RequestTimeout');
}
