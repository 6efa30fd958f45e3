import type { Answer, CodeRequest, LogLevel } from '../channel/messages.ts';
import type { WorkerChannel } from '../channel/channel.ts';
import { TOO_MANY_REQUESTS } from '../channel/request-limits.ts';
import { bytesOf, plain, toJson } from './primordials.ts';
import { currentRun } from './run-number.ts';
import { WaitingRequests } from './waiting-requests.ts';

/** Parse's code for more requests than are allowed. */
const REQUEST_LIMIT_EXCEEDED = 155;

/** The answer of the deployment to a REST request of code. */
export interface DoorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType?: string | undefined;
  readonly body: Uint8Array;
}

/** A REST request of code, without the number by which its answer is found. */
export type DoorRequest = Omit<CodeRequest, 'call'>;

/** Sends a frame: `WorkerChannel.send`. */
export type Send = Pick<WorkerChannel, 'send'>['send'];

/** The only way out of the process: requests, log lines and progress of jobs, all in the name of the run that they are part of. */
export class Door {
  readonly #send: Send;
  readonly #asked = new Map<number, { readonly run: number; readonly take: (answer: DoorAnswer) => void }>();
  readonly #waiting = new WaitingRequests();
  #calls = 0;

  constructor(send: Send) {
    this.#send = send;
  }

  /** Rejects with FrameError for a body that is too large. */
  ask(request: DoorRequest, body: Uint8Array): Promise<DoorAnswer> {
    return this.#await('request', request, body);
  }

  /** Hands a mail over, as JSON. Rejects with FrameError for one that is too large. */
  mail(body: Uint8Array): Promise<DoorAnswer> {
    return this.#await('mail', {}, body);
  }

  /** Gives an answer of the host to the one who waits for it. */
  answered({ call, status, headers, contentType }: Answer, body: Uint8Array): void {
    const asked = this.#asked.get(call);
    if (asked === undefined) return;
    this.#asked.delete(call);
    this.#waiting.answered(asked.run);
    asked.take({ status, headers, contentType, body });
  }

  /** Nobody waits for the run any more: requests of it that wait are never made. */
  forget(run: number): void {
    this.#waiting.forget(run);
  }

  #await(kind: 'request' | 'mail', meta: object, body: Uint8Array): Promise<DoorAnswer> {
    const call = ++this.#calls;
    const run = currentRun();
    return new Promise((resolve, reject) => {
      const send = () => {
        try {
          this.#send(kind, run, plain({ ...meta, call }), body);
          this.#asked.set(call, { run, take: resolve });
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
          this.#waiting.answered(run);
        }
      };
      if (!this.#waiting.take(run, body.byteLength, send)) resolve(tooMany());
    });
  }

  log(level: LogLevel, text: string): void {
    this.#send('log', currentRun(), plain({ level }), bytesOf(text));
  }

  /** Tells the progress of the job that is the current run. */
  say(text: string): void {
    this.#send('message', currentRun(), plain({ text }));
  }
}

function tooMany(): DoorAnswer {
  return { status: 400, headers: {}, body: bytesOf(toJson(plain({ code: REQUEST_LIMIT_EXCEEDED, error: TOO_MANY_REQUESTS }))) };
}
