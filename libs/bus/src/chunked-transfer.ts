import { WINDOW_CHUNKS, type Borrower, type CreditPool } from './credits.ts';
import { Assembly, chunkCount, chunkOf, type Offer } from './wire/chunks.ts';

/** Sends one large body part by part, never further than the receiver has granted. */
export class OutgoingBody {
  readonly offer: Offer;
  readonly #body: Uint8Array;
  readonly #count: number;
  #next = 0;

  constructor(body: Uint8Array, offer: Offer) {
    this.offer = offer;
    this.#body = body;
    this.#count = chunkCount(offer);
  }

  /** True once a part was sent: from then on the rest can go nowhere else. */
  get begun(): boolean {
    return this.#next > 0;
  }

  get done(): boolean {
    return this.#next >= this.#count;
  }

  /** The receiver takes the first `credit` parts in all: sends those not yet sent. */
  grant(credit: number, send: (sequence: number, part: Uint8Array) => void): void {
    const end = Math.min(credit, this.#count);
    for (; this.#next < end; this.#next++) send(this.#next, chunkOf(this.#body, this.#next, this.offer));
  }
}

/** Receives one large body, and asks for its parts as fast as they are taken. */
export class IncomingBody implements Borrower {
  readonly #assembly: Assembly;
  readonly #pool: CreditPool;
  readonly #grant: (credit: number) => void;
  readonly #count: number;
  #granted = 0;
  #underWay = 0;

  /** @param grant tells the sender how many parts, counted from the first, it may have sent */
  constructor(offer: Offer, pool: CreditPool, grant: (credit: number) => void) {
    this.#assembly = new Assembly(offer);
    this.#pool = pool;
    this.#grant = grant;
    this.#count = chunkCount(offer);
    this.askAgain();
  }

  /**
   * @returns the body, once complete
   * @throws BrokenTransfer; the transfer is then to be cancelled
   */
  accept(sequence: number, part: Uint8Array): Buffer | undefined {
    const body = this.#assembly.accept(sequence, part);
    this.#underWay--;
    this.#pool.giveBack(1);
    if (this.#underWay <= WINDOW_CHUNKS / 2) this.askAgain(); // half a window at a time, so that not each part costs a message
    return body;
  }

  askAgain(): void {
    const wanted = Math.min(WINDOW_CHUNKS - this.#underWay, this.#count - this.#granted);
    if (wanted <= 0) return;
    const taken = this.#pool.take(this, wanted);
    if (taken === 0) return;
    this.#granted += taken;
    this.#underWay += taken;
    this.#grant(this.#granted);
  }

  /** Gives up: parts that still come are no longer counted on. */
  cancel(): void {
    this.#pool.leave(this);
    this.#pool.giveBack(this.#underWay);
    this.#underWay = 0;
  }
}
