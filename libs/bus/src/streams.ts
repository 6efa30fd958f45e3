/** Largest part of a streamed body, in bytes: small, since a slow client holds a window of them in memory. */
export const STREAM_PART_BYTES = 64 * 1024;
/** Parts of one streamed body that are under way or wait to be taken. */
export const STREAM_WINDOW_PARTS = 8;
/** Streamed bodies that one process takes at a time: 32 MiB of parts at most. */
export const STREAMS_MAX = 64;
/** How long either side of a streamed body waits for the other, in milliseconds, before it takes it for gone. */
export const STREAM_IDLE_MS = 60_000;

/** Ends waits for a peer that has fallen silent. */
export class IdleTimer {
  readonly #timer: NodeJS.Timeout;

  constructor(idleMs: number, onIdle: () => void) {
    this.#timer = setTimeout(onIdle, idleMs);
  }

  /** The peer is alive. */
  touch(): void {
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** Something to wait for that happens again and again. */
export class Signal {
  #resolve: (() => void) | undefined;

  /** Resolves with the next `give`. One wait at a time. */
  wait(): Promise<void> {
    return new Promise((resolve) => (this.#resolve = resolve));
  }

  give(): void {
    this.#resolve?.();
    this.#resolve = undefined;
  }
}
