import { randomFillSync } from 'node:crypto';

const BLOCK_BYTES = 4_096;
const TRACE_ID_DIGITS = 32;
const SPAN_ID_DIGITS = 16;

/** Ids of traces and spans, cut from blocks of random digits: the SDK's own make each id by itself, at ten times the cost. */
export class RandomIds {
  readonly #bytes = Buffer.allocUnsafe(BLOCK_BYTES);
  #digits = '';
  #at = 0;

  generateTraceId(): string {
    return this.#next(TRACE_ID_DIGITS);
  }

  generateSpanId(): string {
    return this.#next(SPAN_ID_DIGITS);
  }

  /** Never all zeros, which means none. */
  #next(length: number): string {
    if (this.#at + length > this.#digits.length) {
      this.#digits = randomFillSync(this.#bytes).toString('hex');
      this.#at = 0;
    }
    const id = this.#digits.slice(this.#at, (this.#at += length));
    return /[^0]/.test(id) ? id : this.#next(length);
  }
}
