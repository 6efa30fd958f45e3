import { endSpan, extract, isTracing, startSpan, within, type StartedSpan } from '@parlance/telemetry';

type TraceContext = StartedSpan['context'];

/**
 * The spans of one call, both children of the operation that has asked for it: the time for which it waits for a process, and its run, within
 * which the requests are that its code makes. Costs a look at a variable while nothing is recorded.
 */
export class RunTrace {
  readonly #name: string;
  /** Of the operation. */
  readonly #parent: TraceContext | undefined;
  #open: StartedSpan | undefined;

  /** To be made within the operation. @param name of the run: `function hello` */
  constructor(name: string) {
    this.#name = name;
    this.#parent = isTracing() ? extract({}) : undefined;
    this.#next('wait for a process');
  }

  /** A process was sent the call; the second time, the first has ended without beginning it. */
  sent(): void {
    this.#next(`run ${this.#name}`);
  }

  ended(error?: unknown): void {
    if (this.#open !== undefined) endSpan(this.#open.span, error);
    this.#open = undefined;
  }

  /** Carries out something that the code asks for, within its run. */
  within<Args extends unknown[], T>(work: (...args: Args) => T, ...args: Args): T {
    return this.#open === undefined ? work(...args) : within(this.#open.context, work, ...args);
  }

  #next(name: string): void {
    if (this.#parent === undefined) return;
    this.ended();
    this.#open = startSpan(name, 'internal', undefined, this.#parent);
  }
}
