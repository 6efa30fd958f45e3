import type { IncomingMessage } from 'node:http';
import { Transform, type TransformCallback } from 'node:stream';
import { ParseError } from '@parlance/errors';

/** How far the browser may be ahead of the service, in bytes. */
const AHEAD_BYTES = 256 << 10;
const IDLE_MS = 30_000;

/**
 * The bytes of an upload as they come: no more than `sizeMax`, and not from a browser that stands still.
 *
 * Fails with ParseError FileTooLarge (129), RequestTimeout (124), InvalidJson (107) for a body that ends early.
 */
export class LimitedBody extends Transform {
  readonly #sizeMax: number;
  readonly #timer: NodeJS.Timeout;
  #size = 0;

  constructor(request: IncomingMessage, sizeMax: number, idleMs = IDLE_MS) {
    super({ highWaterMark: AHEAD_BYTES });
    this.#sizeMax = sizeMax;
    this.#timer = setTimeout(() => this.destroy(new ParseError('RequestTimeout', 'The file took too long to arrive.')), idleMs);
    const endedEarly = (): void => {
      if (!request.readableEnded) this.destroy(new ParseError('InvalidJson', 'The file ended early.'));
    };
    request.once('error', endedEarly).once('close', endedEarly).pipe(this);
  }

  override _transform(part: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#timer.refresh();
    this.#size += part.length;
    if (this.#size > this.#sizeMax) done(new ParseError('FileTooLarge', `File size exceeds maximum allowed: ${this.#sizeMax} bytes.`));
    else done(null, part);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#timer);
    done(error);
  }
}
