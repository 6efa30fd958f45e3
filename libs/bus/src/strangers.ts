import { Logger } from '@nestjs/common';

/** One line in so many milliseconds: a sender of nonsense shall not fill the log. */
const LINE_MS = 10_000;

/** Says in the log that messages arrive which no process of this deployment has sent. */
export class Strangers {
  readonly #logger = new Logger('Bus');
  #silentUntil = 0;
  #unsaid = 0;

  /** A message on `subject` was not believed. */
  heard(subject: string): void {
    this.#unsaid++;
    if (Date.now() < this.#silentUntil) return;
    this.#silentUntil = Date.now() + LINE_MS;
    const times = this.#unsaid === 1 ? 'A message' : `${this.#unsaid} messages, the last`;
    this.#unsaid = 0;
    this.#logger.warn(
      `${times} on ${subject} had no seal of this deployment and was refused: another process has a different PARLANCE_BUS_KEY, or none.`,
    );
  }
}
