import type { Readable } from 'node:stream';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const LOOK_MS = 25;
/** So many bytes beside those of a quiet process make a collection worth its two or three milliseconds. */
const PILE_BYTES = 16 << 20;
/** Looks without a transfer, after which they end. */
const QUIET_LOOKS = 20;

/**
 * Frees the buffers of transfers soon after their use. Each part of a body is a buffer of its own outside of the engine's heap, which the
 * engine hardly sees: by itself it lets up to a hundred megabytes of dead ones lie before it collects. A collection of young objects alone
 * is enough for them.
 */
class DeadBuffers {
  readonly #collect = youngCollector();
  #timer: NodeJS.Timeout | undefined;
  #running = 0;
  #quiet = 0;
  #usual = 0;

  /** To be called as a transfer begins. @returns a function that ends it */
  begin(): () => void {
    this.#running++;
    this.#quiet = 0;
    if (this.#timer === undefined) {
      this.#usual = getHeapStatistics().external_memory;
      this.#timer = setInterval(this.#look, LOOK_MS).unref();
    }
    return () => this.#running--;
  }

  readonly #look = (): void => {
    if (getHeapStatistics().external_memory > this.#usual + PILE_BYTES) this.#collect();
    if (this.#running > 0 || this.#quiet++ < QUIET_LOOKS) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  };
}

/** The engine shows its collector only to contexts that are made while a flag is set. */
function youngCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;
  setFlagsFromString('--no-expose-gc');
  return () => collect({ type: 'minor' });
}

/** One for the process, as its memory is. */
const deadBuffers = new DeadBuffers();

/** The same bytes; where they are a stream, its buffers are freed soon after their use, until it closes. */
export function freed<Bytes extends Readable | Buffer>(bytes: Bytes): Bytes {
  if (!(bytes instanceof Uint8Array)) bytes.once('close', deadBuffers.begin());
  return bytes;
}
