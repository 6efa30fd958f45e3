import type { WorkerMessageKind } from '../channel/messages.ts';
import { FRESH_MS, PING_AFTER_MS, PROVEN_CALLS, SILENT_MS } from './limits.ts';

/** How long ago a busy process has shown that it is not stuck in code. Times are those of one clock, in milliseconds. */
export class SignsOfLife {
  readonly #now: () => number;
  #heardAt: number;
  /** When it last said something that code which never lets go would have kept it from saying. */
  #signAt = Number.NEGATIVE_INFINITY;
  /** It has called code, and said nothing since: it may be stuck in it. */
  #isInCode = false;
  #askedAt = Number.NEGATIVE_INFINITY;
  /** Calls that have ended since it was last quiet while it had some. */
  #ended = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#heardAt = now();
  }

  /** The process has said something. @returns the time */
  heard(kind: WorkerMessageKind): number {
    this.#heardAt = this.#now();
    this.#isInCode = kind === 'begun';
    if (!this.#isInCode) this.#signAt = this.#heardAt;
    return this.#heardAt;
  }

  /** It had nothing to do, and nothing to say, until now. Its words until then tell nothing about its new work, unless it is proven. */
  woken(): void {
    this.#heardAt = this.#now();
    if (!this.isProven) this.#signAt = Number.NEGATIVE_INFINITY;
  }

  /** A call has ended. */
  ended(): void {
    this.#ended++;
  }

  /** Many calls have ended one after the other, and none has held the process: it can be sent more at once. */
  get isProven(): boolean {
    return this.#ended >= PROVEN_CALLS;
  }

  /** It was free to do anything a moment ago. */
  get isFresh(): boolean {
    return !this.#isInCode && this.#now() - this.#signAt <= FRESH_MS;
  }

  get isSilent(): boolean {
    return this.#now() - this.#heardAt >= SILENT_MS;
  }

  get isQuiet(): boolean {
    return this.#now() - this.#heardAt >= PING_AFTER_MS;
  }

  /** It has been quiet while it had calls: it has to prove itself anew. */
  doubt(): void {
    this.#ended = 0;
  }

  /** Notes that it is about to be asked for a sign. @returns false where it owes an answer already */
  ask(): boolean {
    if (this.#askedAt > this.#heardAt) return false;
    this.#askedAt = this.#now();
    return true;
  }
}
