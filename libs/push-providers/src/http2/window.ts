const START = 100;
const STEP = 50;
const SIZE_MIN = 1;
const SIZE_MAX = 1_000;
const SECOND_MS = 1_000;
const TROUBLE_SHARE_MAX = 0.02;
/** Fewer results than this do not make a share. */
const RESULTS_MIN = 20;

/**
 * How many requests one connection may carry at a time: additive increase, multiplicative decrease, never above the peer's limit.
 *
 * It starts at 100, grows by 50 after each clean second, and halves, at most once a second, when more than 2 % of a second's results are
 * refusals for load (429, 503) or timeouts.
 */
export class Window {
  readonly #now: () => number;
  #size = START;
  #peerLimit = 1; // until the peer has said how many it takes
  #inFlight = 0;
  #secondBegan: number;
  #results = 0;
  #troubles = 0;
  #halved = false;

  /** @param now milliseconds, of any origin */
  constructor(now: () => number) {
    this.#now = now;
    this.#secondBegan = now();
  }

  get size(): number {
    return Math.min(this.#size, this.#peerLimit);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** How many further requests may be opened now. */
  get free(): number {
    return Math.max(0, this.size - this.#inFlight);
  }

  /** @param streams the peer's SETTINGS_MAX_CONCURRENT_STREAMS */
  limitTo(streams: number): void {
    this.#peerLimit = streams;
  }

  open(): void {
    this.#inFlight++;
  }

  /** @param result `lost` says nothing about load: the connection broke, or the request was given up */
  close(result: 'clean' | 'trouble' | 'lost'): void {
    this.#inFlight--;
    if (this.#now() - this.#secondBegan >= SECOND_MS) this.#nextSecond();
    if (result === 'lost') return;
    this.#results++;
    if (result === 'trouble') this.#troubles++;
    if (!this.#halved && this.#results >= RESULTS_MIN && this.#isTroubled()) {
      this.#size = Math.max(SIZE_MIN, Math.floor(this.size / 2));
      this.#halved = true;
    }
  }

  #nextSecond(): void {
    if (this.#results > this.#troubles && !this.#isTroubled()) this.#size = Math.min(SIZE_MAX, this.#size + STEP);
    this.#secondBegan = this.#now();
    this.#results = 0;
    this.#troubles = 0;
    this.#halved = false;
  }

  #isTroubled(): boolean {
    return this.#troubles > this.#results * TROUBLE_SHARE_MAX;
  }
}
