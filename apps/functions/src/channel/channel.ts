import type { Duplex } from 'node:stream';
import { encodeFrame, FrameError, FrameReader, type Frame } from './frames.ts';
import {
  HOST_KINDS,
  WORKER_KINDS,
  type HostMessage,
  type HostMessageKind,
  type MetaOf,
  type WorkerMessage,
  type WorkerMessageKind,
} from './messages.ts';

/** The number of the descriptor by which a process that runs code reaches its host. */
export const CHANNEL_FD = 3;
const NO_BYTES = new Uint8Array(0);
/** Frames that are ready in one tick leave in one write; those of fewer bytes than this together are copied into one buffer for it. */
const JOINED_BYTES_MAX = 64 * 1024;
/** Frames that come in one piece are taken for so long, in milliseconds; before the next ones, all other work has its turn. */
const TURN_MS = 0.25;

// Taken before code of an app can replace them: see frames.ts.
const concat = Buffer.concat.bind(Buffer);
const nextTick = process.nextTick.bind(process);
const soon = setImmediate;
const now = performance.now.bind(performance);

export interface ChannelEvents<Incoming> {
  /** A message of the other side; its meta is not checked. */
  readonly message: (message: Incoming) => void;
  /** The other side is gone, or has sent bytes that are no messages: `fault` says so. Told once; nothing arrives after it. */
  readonly closed: (fault: Error | undefined) => void;
}

/** One side of the channel, over a stream that belongs to it alone. */
class Channel<Kind extends string, Incoming> {
  readonly #stream: Duplex;
  readonly #kinds: Readonly<Record<string, number>>;
  #ready: Uint8Array[] = [];
  #readyBytes = 0;
  #isClosed = false;

  constructor(
    stream: Duplex,
    outgoing: Readonly<Record<Kind, number>>,
    incoming: Readonly<Record<string, number>>,
    { message, closed }: ChannelEvents<Incoming>,
  ) {
    this.#stream = stream;
    this.#kinds = outgoing;
    const names: (string | undefined)[] = [];
    for (const [name, number] of Object.entries(incoming)) names[number] = name;
    let turnEndsAt = 0;
    let isWaiting = false;
    const reader = new FrameReader(
      (frame: Frame) => {
        const kind = names[frame.kind];
        if (kind === undefined) throw new FrameError('A frame has an unknown kind.');
        if (!this.#isClosed) message({ kind, run: frame.run, meta: frame.meta, body: frame.body } as Incoming);
      },
      () => now() < turnEndsAt,
    );
    const close = (fault: Error | undefined) => {
      if (this.#isClosed) return;
      this.#isClosed = true;
      this.#ready = [];
      stream.destroy();
      closed(fault);
    };
    /** Node would read dozens of chunks, and each of them whole, before it looks at any other stream. */
    const take = (read: () => boolean, ms: number) => {
      if (this.#isClosed) return;
      turnEndsAt = now() + ms;
      try {
        if (read()) {
          isWaiting = true;
          stream.pause();
          soon(goOn);
        } else if (isWaiting) {
          isWaiting = false;
          stream.resume();
        }
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
        close(error);
      }
    };
    const goOn = () => take(() => reader.read(), TURN_MS);
    const end = () => {
      if (isWaiting) take(() => reader.read(), Number.POSITIVE_INFINITY);
      close(undefined);
    };
    stream.on('data', (chunk: Buffer) => take(() => reader.push(chunk), TURN_MS));
    stream.on('error', end);
    stream.on('close', end);
    stream.on('end', end);
  }

  /** Bytes that the other side has not taken yet. */
  get waitingBytes(): number {
    return this.#readyBytes + this.#stream.writableLength;
  }

  /**
   * Sends a message; its bytes leave at the end of the tick and are not to be changed. A closed channel drops it.
   *
   * @throws FrameError for one that is too large; TypeError for meta that JSON cannot hold
   */
  send<K extends Kind>(
    kind: K,
    run: number,
    meta: K extends HostMessageKind | WorkerMessageKind ? MetaOf<K> : never,
    body: Uint8Array = NO_BYTES,
  ): void {
    if (this.#isClosed) return;
    const [head, rest] = encodeFrame({ run, kind: this.#kinds[kind] ?? 0, meta, body });
    if (this.#ready.length === 0) nextTick(() => this.flush());
    this.#ready[this.#ready.length] = head;
    if (rest.byteLength > 0) this.#ready[this.#ready.length] = rest;
    this.#readyBytes += head.byteLength + rest.byteLength;
  }

  /** Sends at once, where no tick may follow. */
  flush(): void {
    const parts = this.#ready;
    if (parts.length === 0) return;
    const joined = this.#readyBytes <= JOINED_BYTES_MAX;
    this.#ready = [];
    this.#readyBytes = 0;
    if (joined) {
      this.#stream.write(parts.length === 1 ? parts[0] : concat(parts));
      return;
    }
    this.#stream.cork();
    for (let at = 0; at < parts.length; at++) this.#stream.write(parts[at]);
    this.#stream.uncork();
  }

  /** Ends the channel without telling `closed`. */
  close(): void {
    this.#isClosed = true;
    this.#ready = [];
    this.#stream.destroy();
  }
}

export type HostChannel = Channel<HostMessageKind, WorkerMessage>;
export type WorkerChannel = Channel<WorkerMessageKind, HostMessage>;

/** The host's side, over the process's fourth standard stream. */
export function hostChannel(stream: Duplex, events: ChannelEvents<WorkerMessage>): HostChannel {
  return new Channel(stream, HOST_KINDS, WORKER_KINDS, events);
}

/** The side of the process that runs code: a `net.Socket` over CHANNEL_FD. */
export function workerChannel(stream: Duplex, events: ChannelEvents<HostMessage>): WorkerChannel {
  return new Channel(stream, WORKER_KINDS, HOST_KINDS, events);
}
