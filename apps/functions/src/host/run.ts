import type { HttpReply, RequestContext } from '@parlance/contracts';
import type { ParseError } from '@parlance/errors';
import type { RunKind } from '../channel/messages.ts';
import { RunTrace } from './run-trace.ts';

/** One call of a function, trigger or job of an app, as it is asked for. */
export interface Order {
  readonly what: RunKind;
  /** Of a trigger `kind.Class`. */
  readonly name: string;
  readonly triggerKind?: string | undefined;
  readonly className?: string | undefined;
  readonly jobId?: string | undefined;
  readonly contentType?: string | undefined;
  readonly body: Uint8Array;
  readonly context: RequestContext;
  /** JSON of the caller's `_User`. */
  readonly user?: Readonly<Record<string, unknown>> | undefined;
  /** Aborted when nobody wants the outcome any more: the call ends as a late one does. */
  readonly signal?: AbortSignal | undefined;
  /** Takes the texts that a job tells on its way. */
  readonly tell?: ((text: string) => void) | undefined;
}

/** A call under way. All that is known of it here is out of reach of the code that it runs. */
export class Run {
  readonly order: Order;
  /** The value with which the process speaks of it. */
  readonly number: number;
  readonly askedAt: number;
  readonly outcome: Promise<HttpReply>;
  readonly trace: RunTrace;
  /** The code has been called. */
  isBegun = false;
  isEnded = false;
  /** The place in the file of the app where its error was thrown, as `main.js:3:5`. For its log alone. */
  thrownAt: string | undefined;
  #resolve!: (reply: HttpReply) => void;
  #reject!: (error: ParseError) => void;

  constructor(number: number, order: Order, now: number) {
    this.number = number;
    this.order = order;
    this.askedAt = now;
    this.trace = new RunTrace(`${order.what} ${order.name}`);
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** True when its caller waits no longer. */
  isLate(now: number): boolean {
    return this.order.context.deadline <= now || this.order.signal?.aborted === true;
  }

  /** How many runs called one another until this one. */
  get depth(): number {
    return this.order.context.cloud?.depth ?? 0;
  }

  succeed(reply: HttpReply): void {
    this.isEnded = true;
    this.trace.ended();
    this.#resolve(reply);
  }

  fail(error: ParseError): void {
    this.isEnded = true;
    this.trace.ended(error);
    this.#reject(error);
  }
}
