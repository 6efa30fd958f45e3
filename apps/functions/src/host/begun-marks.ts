import { readSync } from 'node:fs';
import type { Socket } from 'node:net';
import { MARK_BYTES } from '../channel/marks.ts';

/** A process writes some hundred marks before it finds no room, and has to say each run by a message of its own. */
const MARKS_PER_READING = 64;
const READING_BYTES = 4_096;

/** Node's own object behind a socket: streams cannot be kept from listening before they are full. */
interface Handle {
  readonly fd: number;
  reading: boolean;
  readStart(): void;
  readStop(): void;
}

/**
 * The runs that a process has marked as begun. They are read after its end, and now and then before: the host would be woken for each run if it
 * listened.
 */
export class BegunMarks {
  /** Resolves when the process is gone and all its marks are told. */
  readonly ended: Promise<void>;
  readonly #stream: Socket;
  readonly #handle: Handle | undefined;
  readonly #begun: (run: number) => void;
  readonly #buffer = Buffer.allocUnsafe(READING_BYTES);
  #rest: Buffer = Buffer.alloc(0);
  #unread = 0;

  /** @param stream from which nothing was read @param begun told of each marked run, of some long after */
  constructor(stream: Socket, begun: (run: number) => void) {
    this.#stream = stream;
    this.#begun = begun;
    this.#handle = (stream as unknown as { readonly _handle: Handle | null })._handle ?? undefined;
    this.ended = new Promise((resolve) => {
      stream.once('close', () => resolve());
      stream.once('error', () => resolve());
    });
    if (this.#handle === undefined) return;
    this.#handle.reading = false;
    this.#handle.readStop();
  }

  /** The process has told that it has begun a run, which it has marked as well. */
  counted(): void {
    if (++this.#unread < MARKS_PER_READING || this.#handle === undefined) return;
    this.#unread = 0;
    try {
      this.#take(this.#buffer.subarray(0, readSync(this.#handle.fd, this.#buffer)));
    } catch {
      // Nothing is there: it could not mark them.
    }
  }

  /** The process is ending: reads all that is left. */
  readLast(): void {
    this.#stream.on('data', (chunk: Buffer) => this.#take(chunk));
    if (this.#handle === undefined) return;
    this.#handle.reading = true;
    this.#handle.readStart();
  }

  #take(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const whole = bytes.length - (bytes.length % MARK_BYTES);
    for (let at = 0; at < whole; at += MARK_BYTES) this.#begun(bytes.readUInt32BE(at));
    this.#rest = Buffer.from(bytes.subarray(whole));
  }
}
