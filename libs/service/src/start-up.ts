import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type Logger } from '@parlance/telemetry';
import { explainConnection, type ConnectionFault } from './explain-connection.ts';

/** A process that is not up by then is better started anew, where somebody sees it. */
export const START_MS_MAX = 30_000;
const RETRY_MS = 500;
const REMINDER_MS = 3_000;

/** The steps of starting a process, which share one time limit. */
export class StartUp {
  readonly #logger: Logger;
  readonly #limitMs: number;
  #endsAt: number;

  constructor(logger: Logger, limitMs = START_MS_MAX) {
    this.#logger = logger;
    this.#limitMs = limitMs;
    this.#endsAt = Date.now() + limitMs;
  }

  /** Takes work out of the time limit that was to take as long as it takes. */
  lengthen(ms: number): void {
    this.#endsAt += ms;
  }

  /** Runs one step. @throws Error that names the step when the time is over before it ends */
  async step<T>(what: string, work: () => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const limit = sleep(Math.max(0, this.#endsAt - Date.now()), undefined, { signal: stop.signal }).then(() => {
      throw this.#tooLate(what);
    });
    try {
      return await Promise.race([work(), limit]);
    } finally {
      limit.catch(() => {}); // aborted: the step has ended in time
      stop.abort();
    }
  }

  /**
   * Tries until it works: for servers that come up at the same time as this process. Names at the first failure, and then every few seconds,
   * the thing it waits for and why.
   *
   * @param isPassing tells failures that time may mend; others are thrown, and so are mistakes in addresses and certificates
   * @throws Error with the last failure as its cause, at once or when the time is over
   */
  async retry<T>(server: string, attempt: () => Promise<T>, isPassing: (error: unknown) => boolean = () => true): Promise<T> {
    let remindAt = Date.now();
    for (;;) {
      try {
        return await this.step(server, attempt);
      } catch (error) {
        const fault = explainConnection(error);
        if (fault?.isPassing === false) throw new Error(`${server} ${fault.reason}.`, { cause: error });
        if (!isPassing(error)) throw error;
        if (Date.now() + RETRY_MS >= this.#endsAt) throw this.#tooLate(server, error, fault);
        if (Date.now() >= remindAt) {
          this.#logger.warn({ reason: reasonOf(server, error, fault) }, `Waiting for ${server}.`);
          remindAt = Date.now() + REMINDER_MS;
        }
        await sleep(RETRY_MS);
      }
    }
  }

  #tooLate(what: string, cause?: unknown, fault?: ConnectionFault): Error {
    const reason = fault === undefined ? '' : `, which ${fault.reason}`;
    return new Error(`Not started within ${this.#limitMs / 1_000} s: still waiting for ${what}${reason}.`, { cause });
  }
}

function reasonOf(server: string, error: unknown, fault: ConnectionFault | undefined): string {
  return fault === undefined ? describeError(error).message : `${server} ${fault.reason}.`;
}
