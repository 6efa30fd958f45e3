import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { MARK_BYTES, MARKS_FD } from '../channel/marks.ts';

// Taken before code of an app can replace it.
const write = writeSync;

/** Marks runs as begun where the host finds it when this process ends in the midst of them. */
export class BegunMarks {
  readonly #bytes = new Uint8Array(MARK_BYTES);

  constructor() {
    new Socket({ fd: MARKS_FD, readable: false }).unref(); // from here on a write that finds no room fails, and waits for nobody
  }

  /** @returns false where the run could not be marked: the host is to be told before the code is called */
  mark(run: number): boolean {
    const bytes = this.#bytes;
    bytes[0] = run >>> 24;
    bytes[1] = run >>> 16;
    bytes[2] = run >>> 8;
    bytes[3] = run;
    try {
      return write(MARKS_FD, bytes) === MARK_BYTES;
    } catch {
      return false;
    }
  }
}
