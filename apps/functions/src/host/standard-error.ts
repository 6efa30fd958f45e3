import type { Readable } from 'node:stream';

const KEPT_LENGTH = 4_096;
/** Bytes that are read within a second. A process that writes more waits until the next one: the pipe is full then. */
const BYTES_PER_SECOND = 64 * 1024;
const SECOND_MS = 1_000;

/** Reads the output of a process that goes past the channel, as slowly as it likes, and keeps the end of it. */
export class StandardError {
  readonly ended: Promise<void>;
  #kept = '';
  #budget = BYTES_PER_SECOND;
  #pause: NodeJS.Timeout | undefined;

  constructor(stream: Readable) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      this.#kept = (this.#kept + text).slice(-KEPT_LENGTH);
      this.#budget -= text.length;
      if (this.#budget > 0 || this.#pause !== undefined) return;
      stream.pause();
      this.#pause = setTimeout(() => {
        this.#pause = undefined;
        this.#budget = BYTES_PER_SECOND;
        stream.resume();
      }, SECOND_MS).unref();
    });
    this.ended = new Promise((resolve) => {
      stream.once('close', resolve);
      stream.once('error', () => resolve());
    });
  }

  get lastWords(): string {
    return this.#kept;
  }
}
