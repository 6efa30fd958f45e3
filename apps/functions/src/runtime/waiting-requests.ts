import { REQUESTS_PER_RUN_MAX, WAITING_REQUEST_BYTES_MAX, WAITING_REQUESTS_MAX } from '../channel/request-limits.ts';

interface Waiting {
  readonly send: () => void;
  readonly bytes: number;
}

/** The requests of one run, or of code outside of any. */
interface Line {
  running: number;
  waiting: (Waiting | undefined)[];
  /** Place of the one that has waited longest: long lines are not moved up for it. */
  next: number;
  bytes: number;
}

/** The requests that wait in this process, each for an answer to another one of the same run. */
export class WaitingRequests {
  readonly #lines = new Map<number, Line>();

  /**
   * Calls `send` when the run has a place for a request.
   *
   * @param bytes of its body
   * @returns false where too many wait
   */
  take(run: number, bytes: number, send: () => void): boolean {
    let line = this.#lines.get(run);
    if (line === undefined) this.#lines.set(run, (line = { running: 0, waiting: [], next: 0, bytes: 0 }));
    if (line.running < REQUESTS_PER_RUN_MAX) {
      line.running++;
      send();
      return true;
    }
    if (line.waiting.length - line.next >= WAITING_REQUESTS_MAX || line.bytes + bytes > WAITING_REQUEST_BYTES_MAX) return false;
    line.waiting[line.waiting.length] = { send, bytes };
    line.bytes += bytes;
    return true;
  }

  /** A request of the run was answered: the next one is sent. */
  answered(run: number): void {
    const line = this.#lines.get(run);
    if (line === undefined) return;
    const next = line.waiting[line.next];
    if (next === undefined) {
      if (--line.running === 0) this.#lines.delete(run);
      return;
    }
    line.waiting[line.next++] = undefined;
    if (line.next === line.waiting.length) {
      line.waiting = [];
      line.next = 0;
    }
    line.bytes -= next.bytes;
    next.send();
  }

  /** The run has ended: requests of it that wait are never made. */
  forget(run: number): void {
    const line = this.#lines.get(run);
    if (line === undefined) return;
    line.waiting = [];
    line.next = 0;
    line.bytes = 0;
  }
}
