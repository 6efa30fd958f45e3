import { Readable } from 'node:stream';
import { functions } from '@parlance/contracts';
import type { FileBytes } from '@parlance/transfers';
import { bounded } from '../upload/bounded.ts';

/** Bytes of all uploads that wait for triggers at a time; further uploads wait, unread, until others have gone on. */
const HELD_TOGETHER_MAX = 4 * functions.FILE_TRIGGER_BYTES_MAX;

/** An upload whose bytes a trigger is to see: all of them, or, beyond FILE_TRIGGER_BYTES_MAX, the stream they come in. */
export interface Held {
  readonly bytes: FileBytes;
  /** To be called when the bytes are not needed any more. */
  readonly release: () => void;
}

/** Keeps the bytes of uploads in memory while triggers look at them, and not more than the process can hold. */
export class HeldBytes {
  #held = 0;
  readonly #waiting: (() => void)[] = [];

  /**
   * @param length of the upload in bytes, as far as it is known
   * @throws FileTooLarge (129); whatever the stream fails with
   */
  async hold(bytes: FileBytes, length: number | undefined, sizeMax: number): Promise<Held> {
    if (bytes instanceof Uint8Array || (length ?? 0) > functions.FILE_TRIGGER_BYTES_MAX) return { bytes, release: () => undefined };
    const room = Math.min(length ?? sizeMax, functions.FILE_TRIGGER_BYTES_MAX);
    while (this.#held > 0 && this.#held + room > HELD_TOGETHER_MAX) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#held += room;
    const release = () => {
      this.#held -= room;
      for (const resume of this.#waiting.splice(0)) resume();
    };
    try {
      return { bytes: await collect(bytes, sizeMax), release };
    } catch (error) {
      release();
      throw error;
    }
  }
}

/** All bytes, or, where they are too many, a stream of them that begins with those that were read. */
async function collect(source: Readable, sizeMax: number): Promise<FileBytes> {
  const parts = bounded(source, sizeMax);
  const taken: Buffer[] = [];
  let size = 0;
  while (size <= functions.FILE_TRIGGER_BYTES_MAX) {
    const next = await parts.next();
    if (next.done === true) return Buffer.concat(taken, size);
    taken.push(next.value);
    size += next.value.length;
  }
  async function* whole(): AsyncGenerator<Buffer> {
    yield* taken.splice(0);
    yield* parts;
  }
  return Readable.from(whole(), { objectMode: false });
}
