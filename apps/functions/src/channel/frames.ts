/**
 * The bytes between the host and a process that runs code of an app, the same for both directions:
 *
 *     u32 length | u32 run | u8 kind | u32 length of meta | meta: JSON | body: bytes
 *
 * Numbers are big endian; `length` counts all bytes behind itself. Meta may be empty, which stands for `{}`. The body is final and
 * parsed by nobody on the way.
 *
 * This module is loaded on either side and imports nothing but Node's own. Code of an app may replace `JSON.stringify` or a method of
 * `Buffer`: the functions that are used here are taken when the module is loaded, which has to be before any code of the app.
 */
export interface Frame {
  /** Number of the run that the frame belongs to; 0 for none. */
  readonly run: number;
  /** See messages.ts. */
  readonly kind: number;
  /** Any JSON. */
  readonly meta: unknown;
  readonly body: Uint8Array;
}

/** Largest frame, in bytes, its head included. Parameters of a call may have 50 MB. */
export const FRAME_BYTES_MAX = 64 * 1024 * 1024;
const LENGTH_BYTES = 4;
/** Of run, kind and the length of meta: the smallest content of a frame. */
const HEAD_BYTES = 9;
const RUN_MAX = 0xffff_ffff;

/** A frame that no side may send, or one that is too large to be sent. The channel cannot be used any further where one has arrived. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

const NO_BYTES = new Uint8Array(0);
const parse = JSON.parse.bind(JSON);
const stringify = JSON.stringify.bind(JSON);
const allocUnsafe = Buffer.allocUnsafe.bind(Buffer);
const concat = Buffer.concat.bind(Buffer);
const byteLength = Buffer.byteLength.bind(Buffer);
const readU32 = taken<[at: number], number>('readUInt32BE');
const writeU32 = taken<[value: number, at: number], number>('writeUInt32BE');
const writeUtf8 = taken<[text: string, at: number, bytes: number], number>('utf8Write');
const readUtf8 = taken<[start: number, end: number], string>('utf8Slice');
const subarray = taken<[start: number, end: number], Buffer>('subarray');

/** A method of buffers as a function that takes the buffer first; no later change of the prototype reaches it. */
function taken<Args extends readonly unknown[], Value>(name: string): (self: Buffer, ...args: Args) => Value {
  const method = (Buffer.prototype as unknown as Record<string, (...args: Args) => Value>)[name];
  return Function.prototype.call.bind(method as never) as (self: Buffer, ...args: Args) => Value;
}

/**
 * One frame as bytes: the head with meta, and the body as it is, which is not copied.
 *
 * @throws FrameError for a frame over FRAME_BYTES_MAX; TypeError for meta that JSON cannot hold
 */
export function encodeFrame({ run, kind, meta, body }: Frame): readonly [head: Buffer, body: Uint8Array] {
  const text = stringify(meta) ?? '';
  const metaBytes = text === '{}' ? 0 : byteLength(text);
  const length = HEAD_BYTES + metaBytes + body.byteLength;
  if (length + LENGTH_BYTES > FRAME_BYTES_MAX) throw new FrameError(`A message has more than ${FRAME_BYTES_MAX} bytes.`);
  const head = allocUnsafe(LENGTH_BYTES + HEAD_BYTES + metaBytes);
  writeU32(head, length, 0);
  writeU32(head, run, 4);
  head[8] = kind;
  writeU32(head, metaBytes, 9);
  if (metaBytes > 0) writeUtf8(head, text, 13, metaBytes);
  return [head, body];
}

/** Cuts a stream of bytes into frames. A body is a view of the received bytes, and its own from then on. */
export class FrameReader {
  readonly #take: (frame: Frame) => void;
  readonly #hasTime: () => boolean;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  /** Bytes of the frame that has begun, its length included; the length of a length where that is not yet known. */
  #needed = LENGTH_BYTES;

  /** @param take gets the frames in their order @param hasTime asked after each frame: no further one is taken when it is false */
  constructor(take: (frame: Frame) => void, hasTime: () => boolean = () => true) {
    this.#take = take;
    this.#hasTime = hasTime;
  }

  /** Takes the frames that are complete. @returns as `read` @throws as `read` */
  push(chunk: Buffer): boolean {
    this.#waiting[this.#waiting.length] = chunk;
    this.#waitingBytes += chunk.length;
    return this.read();
  }

  /**
   * Goes on with the bytes that were pushed.
   *
   * @returns true when it has run out of time: a frame may be left @throws FrameError for bytes that are no frames; nothing may be pushed after
   * that
   */
  read(): boolean {
    if (this.#waitingBytes < this.#needed) return false;
    let bytes = this.#waiting.length === 1 ? (this.#waiting[0] as Buffer) : concat(this.#waiting, this.#waitingBytes);
    let hasTime = true;
    while (hasTime && bytes.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + readU32(bytes, 0);
      if (end < LENGTH_BYTES + HEAD_BYTES || end > FRAME_BYTES_MAX) throw new FrameError('A frame has an impossible length.');
      this.#needed = end;
      if (bytes.length < end) break;
      const frame = decodeFrame(subarray(bytes, LENGTH_BYTES, end));
      bytes = subarray(bytes, end, bytes.length);
      this.#needed = LENGTH_BYTES;
      this.#take(frame);
      hasTime = this.#hasTime();
    }
    this.#waiting = bytes.length === 0 ? [] : [bytes];
    this.#waitingBytes = bytes.length;
    return !hasTime && bytes.length > 0;
  }
}

function decodeFrame(content: Buffer): Frame {
  const metaBytes = readU32(content, 5);
  const bodyStart = HEAD_BYTES + metaBytes;
  if (bodyStart > content.length) throw new FrameError('The meta part of a frame is longer than the frame.');
  return {
    run: readU32(content, 0),
    kind: content[4] ?? 0,
    meta: metaBytes === 0 ? {} : parseMeta(readUtf8(content, HEAD_BYTES, bodyStart)),
    body: bodyStart === content.length ? NO_BYTES : subarray(content, bodyStart, content.length),
  };
}

function parseMeta(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new FrameError('The meta part of a frame is no JSON.', { cause: error });
  }
}

/** The number of the run after `run`: they begin again after four billion, and 0 is no run. */
export function nextRun(run: number): number {
  return run >= RUN_MAX ? 1 : run + 1;
}
