import { FLOOD_BYTES_PER_SECOND, LOG_BYTES_PER_SECOND, LOG_LINES_PER_SECOND, MESSAGES_PER_SECOND_MAX } from './limits.ts';

const SECOND_MS = 1_000;

/** How much one process says within a second. Times are those of one clock, in milliseconds. */
export class Floods {
  #endsAt = 0;
  #messages = 0;
  #lines = 0;
  #lineBytes = 0;

  /** Counts a message. @returns true for one that is too many by far */
  tooMany(now: number): boolean {
    if (now >= this.#endsAt) {
      this.#endsAt = now + SECOND_MS;
      this.#messages = 0;
      this.#lines = 0;
      this.#lineBytes = 0;
    }
    return ++this.#messages > MESSAGES_PER_SECOND_MAX;
  }

  /** The fate of a line of so many bytes, or of an outcome that nobody waits for; the message was counted already. */
  admit(bytes: number): 'keep' | 'drop' | 'kill' {
    this.#lines++;
    this.#lineBytes += bytes;
    if (this.#lineBytes > FLOOD_BYTES_PER_SECOND) return 'kill';
    return this.#lines <= LOG_LINES_PER_SECOND && this.#lineBytes <= LOG_BYTES_PER_SECOND ? 'keep' : 'drop';
  }
}
