/** Messages that one device gets within a second. */
const PER_SECOND = 10;
const SECOND_MS = 1_000;
/** Places in which devices are counted, a power of two: many more than messages of a second, so that ten in one place are of one device. */
const PLACES = 2 ** 16;
/** Characters at the end of an address that tell devices apart. */
const TAIL = 20;

/** Counts the messages to each device within a second, in this process. */
export class DeviceRate {
  readonly #now: () => number;
  readonly #counts = new Uint8Array(PLACES);
  #second = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns false for a device that has had its messages of this second; it may be one of a second later */
  admit(address: string): boolean {
    const now = this.#now();
    if (Math.abs(now - this.#second) >= SECOND_MS) {
      this.#counts.fill(0);
      this.#second = now;
    }
    const place = placeOf(address);
    const count = this.#counts[place] ?? 0;
    if (count >= PER_SECOND) return false;
    this.#counts[place] = count + 1;
    return true;
  }
}

function placeOf(address: string): number {
  let hash = address.length;
  for (let at = Math.max(0, address.length - TAIL); at < address.length; at++) hash = Math.imul(hash ^ address.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 16)) & (PLACES - 1);
}
