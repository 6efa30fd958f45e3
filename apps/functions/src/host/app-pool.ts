import type { HttpReply } from '@parlance/contracts';
import type { ParseError } from '@parlance/errors';
import type { AppLimits, Code } from './code.ts';
import { stopping, tooBusy, tooLate } from './fates.ts';
import { HELP_AFTER_MS, LOOK_MS, PREPARED_MS_MAX, WAITING_BYTES_MAX, WAITING_CALLS_MAX } from './limits.ts';
import { Run, type Order } from './run.ts';
import { Starts } from './starts.ts';
import type { Worker, WorkerEvents } from './worker.ts';

type Manifest = Readonly<Record<string, unknown>>;

export interface AppPoolParts {
  readonly app: string;
  readonly nextRun: () => number;
  /** Starts a process with the code; undefined while this machine has no place for one: `movable` is to be called when it has. */
  readonly start: (code: Code, limits: AppLimits, events: WorkerEvents) => Worker | undefined;
  readonly ended: (run: Run, version: string, outcome: HttpReply | ParseError) => void;
  /** The code of a version was loaded, or has registered something since. */
  readonly manifest: (code: Code, manifest: Manifest) => void;
}

/** A process that waits for its code to be in force. */
interface Prepared {
  readonly limits: AppLimits;
  /** Resolved when the code is loaded, or the process is gone. */
  readonly settled: PromiseWithResolvers<void>;
}

/**
 * The processes of one app, and the calls that wait for one. A call is sent to a process that shows signs of life; it is made again in
 * another one only where the first has provably not begun it. Calls that other calls make wait for nobody: a bound that counted them would
 * be filled by calls that wait for each other.
 */
export class AppPool {
  #code: Code;
  #limits: AppLimits;
  readonly #parts: AppPoolParts;
  readonly #workers = new Set<Worker>();
  /** Those with code that is not in force yet: they get no calls. */
  readonly #prepared = new Map<Worker, Prepared>();
  readonly #waiting: Run[] = [];
  #waitingBytes = 0;
  #looking: NodeJS.Timeout | undefined;
  #starts = new Starts();
  #isStopping = false;

  constructor(code: Code, limits: AppLimits, parts: AppPoolParts) {
    this.#code = code;
    this.#limits = limits;
    this.#parts = parts;
  }

  /** All processes, those that end their last calls among them. */
  get workers(): ReadonlySet<Worker> {
    return this.#workers;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Calls from now on run this code. Calls that have begun end where they are. */
  use(code: Code, limits: AppLimits): void {
    if (code === this.#code && limits === this.#limits) return;
    const isOther = !isSame(code, this.#code);
    const isSmaller = limits.memoryMb !== this.#limits.memoryMb;
    this.#code = code;
    this.#limits = limits;
    if (!isOther && !isSmaller) return;
    this.#starts = new Starts();
    for (const worker of this.#workers) if (!this.#isPreparedFor(worker, code, limits)) worker.retire();
    this.#prepared.clear();
    this.move();
  }

  /**
   * Starts processes with code that is about to be in force, as many as serve now: `use` then finds them ready, so that no call waits for a
   * start. They end where it does not come. Resolves when they are ready, or there is no place for them.
   */
  async prepare(code: Code, limits: AppLimits): Promise<void> {
    const serving = this.#serving().length;
    const known = [...this.#prepared.keys()].filter((worker) => this.#isPreparedFor(worker, code, limits));
    for (const worker of [...this.#prepared.keys()]) if (!known.includes(worker)) worker.retire();
    for (let count = known.length; count < serving && !this.#isStopping; count++) {
      const worker = this.#parts.start(code, limits, this.#eventsOf(code));
      if (worker === undefined) break;
      this.#prepared.set(worker, { limits, settled: Promise.withResolvers() });
      this.#workers.add(worker);
    }
    this.#watch();
    await Promise.all([...this.#prepared.values()].map(({ settled }) => settled.promise));
  }

  #isPreparedFor(worker: Worker, code: Code, limits: AppLimits): boolean {
    const prepared = this.#prepared.get(worker);
    return prepared?.limits.memoryMb === limits.memoryMb && isSame(worker.code, code);
  }

  /** Runs a call. Rejects with the error of the code, and as file 31 section 5 has it. */
  async run(order: Order): Promise<HttpReply> {
    if (this.#isStopping) throw stopping();
    const problem = this.#starts.problem(Date.now());
    if (problem !== undefined) throw problem;
    const run = new Run(this.#parts.nextRun(), order, Date.now());
    if (run.depth > 0) this.#waiting.unshift(run);
    else if (this.#waiting.length >= WAITING_CALLS_MAX || this.#waitingBytes + order.body.length > WAITING_BYTES_MAX) throw tooBusy();
    else this.#waiting.push(run);
    this.#waitingBytes += order.body.length;
    this.move();
    const { version } = this.#code;
    try {
      const reply = await run.outcome;
      this.#parts.ended(run, version, reply);
      return reply;
    } catch (error) {
      this.#parts.ended(run, version, error as ParseError);
      throw error;
    }
  }

  /** Sends as many waiting calls as there are processes that take one. */
  move(): void {
    while (this.#waiting.length > 0) {
      const [first] = this.#waiting;
      const worker = first === undefined ? undefined : this.#taker(first.depth > 0);
      if (first === undefined || worker === undefined) break;
      this.#waiting.shift();
      this.#waitingBytes -= first.order.body.length;
      worker.send(first);
    }
    this.#help(Date.now());
    this.#watch();
  }

  /** Ends processes that had no call for `idleSeconds`. @returns true when none is left, and nothing waits */
  endIdle(now: number): boolean {
    for (const worker of this.#workers) {
      const since = worker.idleSince;
      const idleMs = this.#prepared.has(worker) ? PREPARED_MS_MAX : this.#limits.idleSeconds * 1_000;
      if (worker.state !== 'loading' && since !== undefined && now - since >= idleMs) worker.retire();
    }
    return this.#workers.size === 0 && this.#waiting.length === 0;
  }

  /** The process that had no call for the longest time, which may be ended for another app's sake. */
  get idlest(): Worker | undefined {
    let found: Worker | undefined;
    for (const worker of this.#workers) {
      if (worker.state !== 'ready' || worker.idleSince === undefined) continue;
      if (found?.idleSince === undefined || worker.idleSince < found.idleSince) found = worker;
    }
    return found;
  }

  /** Takes no further calls, and resolves when the processes are gone: those of running calls when these have ended. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const run of this.#waiting.splice(0)) run.fail(stopping());
    for (const worker of this.#workers) worker.retire();
    await Promise.all([...this.#workers].map((worker) => worker.gone()));
  }

  kill(): void {
    for (const worker of this.#workers) worker.kill('gone');
  }

  /** The oldest process that takes a call: calls of one process share messages, and a further one that is not needed ends. */
  #taker(isNested: boolean): Worker | undefined {
    for (const worker of this.#workers) if (!this.#prepared.has(worker) && worker.takes(isNested)) return worker;
    return undefined;
  }

  /** Starts a process where a call waits too long for one. */
  #help(now: number): void {
    const [first] = this.#waiting;
    if (first === undefined || this.#isStopping) return;
    const serving = this.#serving();
    if (serving.length >= this.#limits.workersMax || serving.some(({ state }) => state === 'loading')) return;
    if (serving.length > 0 && now - first.askedAt < HELP_AFTER_MS) return;
    if (!this.#starts.mayStart(now)) return;
    const worker = this.#parts.start(this.#code, this.#limits, this.#eventsOf(this.#code));
    if (worker === undefined) return;
    this.#starts.started(now);
    this.#workers.add(worker);
  }

  #serving(): Worker[] {
    return [...this.#workers].filter((worker) => (worker.state === 'ready' || worker.state === 'loading') && !this.#prepared.has(worker));
  }

  #eventsOf(code: Code): WorkerEvents {
    return {
      movable: () => {
        if (this.#waiting.length > 0) this.move();
      },
      loaded: (worker, manifest) => {
        const prepared = this.#prepared.get(worker);
        if (prepared !== undefined) return prepared.settled.resolve();
        this.#starts.succeeded();
        this.#parts.manifest(code, manifest);
        this.move();
      },
      registered: (_worker, manifest) => this.#parts.manifest(code, manifest),
      ended: (worker, unbegun, problem) => {
        this.#workers.delete(worker);
        this.#prepared.get(worker)?.settled.resolve();
        this.#prepared.delete(worker);
        for (const run of unbegun.toReversed()) {
          this.#waiting.unshift(run);
          this.#waitingBytes += run.order.body.length;
        }
        if (problem !== undefined && code === this.#code) this.#failAll(problem);
        this.move();
      },
    };
  }

  /** The code in force cannot be loaded: all calls that wait for it learn why. */
  #failAll(problem: ParseError): void {
    this.#starts.failed(problem, Date.now());
    this.#waitingBytes = 0;
    for (const run of this.#waiting.splice(0)) run.fail(problem);
  }

  #watch(): void {
    const isBusy = this.#waiting.length > 0 || [...this.#workers].some(({ state, calls }) => state === 'loading' || calls > 0);
    if (isBusy) this.#looking ??= setInterval(() => this.#look(Date.now()), LOOK_MS);
    else if (this.#looking !== undefined) {
      clearInterval(this.#looking);
      this.#looking = undefined;
    }
  }

  #look(now: number): void {
    for (const worker of this.#workers) worker.look(now);
    for (let at = this.#waiting.length - 1; at >= 0; at--) {
      const run = this.#waiting[at];
      if (run === undefined || !run.isLate(now)) continue;
      this.#waiting.splice(at, 1);
      this.#waitingBytes -= run.order.body.length;
      run.fail(tooLate(run.order));
    }
    this.move();
  }
}

function isSame(one: Code, other: Code): boolean {
  return one.version === other.version && one.entry === other.entry && JSON.stringify(one.settings) === JSON.stringify(other.settings);
}
