import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { ParseError } from '@parlance/errors';
import { endedEarly } from '../body/ended-early.ts';
import { BODY_MS_MAX, tooSlow } from '../body/too-slow.ts';

/** How far the reader of the request may be ahead of the service, in bytes. */
const AHEAD_BYTES = 256 << 10;

export interface UploadLimits {
  readonly sizeMax: number;
  readonly idleMs?: number;
}

/**
 * The bytes of an upload, for a service. They come as fast as it takes them, within the limits of size and idleness; ending this stream does
 * not end the request, which is still to be answered.
 *
 * Fails with ParseError FileTooLarge (129), 408 with code 124 when the client stands still, InvalidContentLength (128) for
 * a body that is shorter than it says, or InvalidJson (107) for one without a length that ends before its end.
 */
export class UploadBody extends Readable {
  readonly #request: IncomingMessage;
  readonly #sizeMax: number;
  readonly #timer: NodeJS.Timeout;
  #size = 0;

  /** @param begun bytes that were read from the request before */
  constructor(request: IncomingMessage, begun: Buffer, { sizeMax, idleMs = BODY_MS_MAX }: UploadLimits) {
    super({ highWaterMark: AHEAD_BYTES });
    this.#request = request;
    this.#sizeMax = sizeMax;
    this.#timer = setTimeout(() => this.destroy(tooSlow()), idleMs);
    if (begun.length > 0) this.#take(begun);
    if (request.readableEnded) this.push(null);
    else if (request.destroyed) this.destroy(endedEarly(request));
    else request.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onClose).on('error', this.#onClose);
  }

  override _read(): void {
    this.#timer.refresh(); // a service that is slow is no client that is
    this.#request.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#timer);
    this.#request.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onClose).off('error', this.#onClose);
    this.#request.on('error', () => undefined); // a client that goes now goes unheard
    done(error);
  }

  readonly #onData = (part: Buffer): void => {
    this.#timer.refresh();
    this.#take(part);
  };

  readonly #onEnd = (): void => {
    clearTimeout(this.#timer);
    this.push(null);
  };

  readonly #onClose = (): void => {
    if (!this.#request.readableEnded) this.destroy(endedEarly(this.#request));
  };

  #take(part: Buffer): void {
    this.#size += part.length;
    if (this.#size > this.#sizeMax) {
      this.#request.pause();
      this.destroy(new ParseError('FileTooLarge', `File size exceeds maximum allowed: ${this.#sizeMax} bytes.`));
    } else if (!this.push(part)) {
      this.#request.pause();
      clearTimeout(this.#timer);
    }
  }
}
