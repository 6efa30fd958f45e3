import { ParseError } from '@parlance/errors';
import { FrameError } from '../channel/frames.ts';
import type { WorkerMessage } from '../channel/messages.ts';
import type { Launch, Walls } from '../isolation/launch.ts';
import { Priority } from '../isolation/priority.ts';
import type { Code } from './code.ts';
import type { CodeWords } from './code-words.ts';
import { CodeProcess, type ProcessEnd } from './code-process.ts';
import { brokenOff, notLoaded, tooLate, unloadable, type Fate } from './fates.ts';
import { Floods } from './floods.ts';
import { BACKED_UP_BYTES, CALLS_PER_WORKER_MAX, LOAD_MS_MAX, PROVEN_UNBEGUN_MAX, UNBEGUN_MAX, UNREAD_BYTES_MAX } from './limits.ts';
import { fateIn, outcomeOf } from './outcome-of.ts';
import type { ConnectOut } from './egress.ts';
import { readMeta } from './read-message.ts';
import type { Run } from './run.ts';
import { runMeta } from './run-meta.ts';
import { SignsOfLife } from './signs-of-life.ts';
import { WorkerConnects } from './worker-connects.ts';
import { WorkerRequests, type Perform } from './worker-requests.ts';

/** Kinds of messages that have bytes besides their meta. */
const WITH_BODY: ReadonlySet<string> = new Set(['request', 'mail', 'result', 'error', 'log']);

/** All that a process that runs code of an app tells its pool. */
export interface WorkerEvents {
  /** The code is loaded; `manifest` is JSON of the code's own making. */
  readonly loaded: (worker: Worker, manifest: Readonly<Record<string, unknown>>) => void;
  readonly registered: (worker: Worker, manifest: Readonly<Record<string, unknown>>) => void;
  /** Something has ended or begun, or a sign of life has come: a waiting call may go on. */
  readonly movable: () => void;
  /** It is gone. `unbegun`: calls that it had been sent and has provably not begun. `problem`: why it could not be loaded. */
  readonly ended: (worker: Worker, unbegun: readonly Run[], problem: ParseError | undefined) => void;
}

export interface WorkerParts {
  readonly app: string;
  readonly code: Code;
  readonly isProbe: boolean;
  readonly perform: Perform;
  readonly connect: ConnectOut;
  readonly words: CodeWords;
  readonly events: WorkerEvents;
}

/**
 * A process with the code of one app, and the calls that it runs.
 *
 * It is `retired` when it gets no further calls and ends with its last one: other code has come, or one of its calls has not ended in time and
 * still holds memory, or time of the processor, for nothing.
 */
export class Worker {
  readonly startedAt = Date.now();
  readonly code: Code;
  state: 'loading' | 'ready' | 'retired' | 'ended' = 'loading';
  readonly #signs = new SignsOfLife();
  #unbegun = 0;
  #isLoaded = false;
  #isMoving = false;
  #fate: Fate = 'gone';
  #problem: ParseError | undefined;
  #idleSince = Date.now();
  readonly #runs = new Map<number, Run>();
  readonly #process: CodeProcess;
  readonly #parts: WorkerParts;
  readonly #requests: WorkerRequests;
  readonly #connects: WorkerConnects;
  readonly #floods = new Floods();
  readonly #priority = new Priority(() => this.processId);
  readonly #gone = Promise.withResolvers<void>();

  constructor(walls: Walls, launch: Launch, parts: WorkerParts) {
    this.#parts = parts;
    this.code = parts.code;
    this.#process = new CodeProcess(walls, launch, {
      message: (message) => this.#hear(message),
      begun: (run) => this.#begin(run),
      ended: (how) => this.#end(how),
    });
    this.#requests = new WorkerRequests(parts.perform, (run, call, { status, headers = {}, contentType, body }) => {
      this.#process.channel.send('answer', run, { call, status, headers, contentType }, body);
      if (this.#process.channel.waitingBytes > UNREAD_BYTES_MAX) this.kill('flood');
    });
    const { app, code, isProbe, connect } = parts;
    this.#connects = new WorkerConnects(app, connect, (answer) => this.#process.channel.send('connected', 0, answer));
    this.#process.channel.send('load', 0, { app, entry: code.entry, settings: code.settings, isProbe, hasMarks: true });
  }

  get processId(): number | undefined {
    return this.#process.id;
  }

  /** Calls that it was sent and that have not ended. */
  get calls(): number {
    return this.#runs.size;
  }

  /** Since when it has had no call; undefined while it has one. */
  get idleSince(): number | undefined {
    return this.#runs.size === 0 ? this.#idleSince : undefined;
  }

  /** Whether it takes a call now. A process that runs code shows first that it is not stuck in it. */
  takes(isNested: boolean): boolean {
    const unbegunMax = this.#signs.isProven ? PROVEN_UNBEGUN_MAX : UNBEGUN_MAX;
    if (this.state !== 'ready' || this.#unbegun >= unbegunMax || this.#process.channel.waitingBytes > BACKED_UP_BYTES) return false;
    if (!isNested && this.#runs.size >= CALLS_PER_WORKER_MAX) return false;
    if (this.#runs.size === 0 || this.#signs.isFresh) return true;
    this.#ping();
    return false;
  }

  send(run: Run): void {
    if (this.#runs.size === 0) this.#signs.woken();
    this.#runs.set(run.number, run);
    this.#unbegun++;
    run.trace.sent();
    this.#process.channel.send('run', run.number, runMeta(run.order), run.order.body);
  }

  /** Gives it no further calls; it ends with its last one. */
  retire(): void {
    if (this.state === 'ended') return;
    this.state = 'retired';
    if (this.#runs.size === 0) this.kill('gone');
  }

  kill(fate: Fate): void {
    if (!this.#process.isKilled) this.#fate = fate;
    this.state = 'ended';
    this.#process.kill();
  }

  /** Looks after deadlines and silence; called every LOOK_MS while there are calls, and while it loads. */
  look(now: number): void {
    if (this.state === 'loading' && now - this.startedAt > LOAD_MS_MAX) {
      this.#problem = new ParseError('CloudCodeFailed', 'The code of this app was not loaded in time.');
      this.kill('late');
      return;
    }
    if (this.#runs.size === 0) return;
    if (this.#signs.isQuiet) {
      this.#signs.doubt();
      this.#ping();
    }
    if (this.#signs.isSilent) this.#priority.demote();
    const late = [...this.#runs.values()].filter((run) => run.isLate(now));
    for (const run of late) this.#giveUp(run);
    if (late.length === 0) return;
    if (this.#signs.isSilent) this.kill('late');
    else this.retire();
  }

  /** Resolves when the process is gone and all is told of it. */
  gone(): Promise<void> {
    return this.#gone.promise;
  }

  #ping(): void {
    if (this.#signs.ask()) this.#process.channel.send('ping', 0, {});
  }

  /** The caller of a late call is answered; the code of it may go on for a while, and gets nothing any more. */
  #giveUp(run: Run): void {
    this.#take(run.number);
    this.#process.channel.send('cancel', run.number, {});
    run.fail(tooLate(run.order));
  }

  #take(number: number): Run | undefined {
    const run = this.#runs.get(number);
    if (run === undefined) return undefined;
    this.#runs.delete(number);
    if (!run.isBegun) this.#unbegun--;
    this.#requests.forget(number);
    if (this.#runs.size === 0) {
      this.#idleSince = Date.now();
      if (this.state === 'retired') this.kill('gone');
    }
    return run;
  }

  #hear(message: WorkerMessage): void {
    const now = this.#signs.heard(message.kind);
    if (message.kind !== 'begun') this.#priority.restore();
    const wasEnded = this.state === 'ended';
    if (!wasEnded && this.#floods.tooMany(now)) return this.kill('flood');
    try {
      // The last words of a killed process count as far as calls go: one that has begun must not be made again.
      if (wasEnded) this.#understandLast(message);
      else this.#understand(message);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#parts.words.fault(this.#parts.app, error);
      this.kill('fault');
    }
  }

  #understandLast(message: WorkerMessage): void {
    if (message.kind === 'begun') this.#begin(message.run);
    else if (message.kind === 'result' || message.kind === 'error') this.#finish(message);
  }

  #understand(message: WorkerMessage): void {
    const { app, words, events } = this.#parts;
    if (message.body.length > 0 && !WITH_BODY.has(message.kind)) throw new FrameError(`A message "${message.kind}" has a body.`);
    const run = this.#runs.get(message.run);
    switch (message.kind) {
      case 'begun':
        this.#begin(message.run);
        this.#process.saidBegun();
        return this.#moveSoon();
      case 'result':
      case 'error':
        this.#finish(message);
        return this.#moveSoon();
      case 'request':
      case 'mail':
        return this.#requests.take(app, message.run === 0 ? 'none' : run, message.run, readMeta(message.kind, message.meta), message.body);
      case 'connect':
        return this.#connects.take(readMeta('connect', message.meta));
      case 'log': {
        const { level } = readMeta('log', message.meta);
        const admitted = this.#floods.admit(message.body.length);
        if (admitted === 'kill') return this.kill('flood');
        if (admitted === 'keep') words.log(app, level, Buffer.from(message.body).toString(), run);
        return;
      }
      case 'message':
        return run?.order.tell?.(readMeta('message', message.meta).text);
      case 'loaded': {
        const { manifest } = readMeta('loaded', message.meta);
        if (this.state !== 'loading') throw new FrameError('The code was loaded twice.');
        this.state = 'ready';
        this.#isLoaded = true;
        return events.loaded(this, manifest);
      }
      case 'unloadable': {
        const problem = readMeta('unloadable', message.meta);
        if (this.state !== 'loading') throw new FrameError('Loaded code cannot fail to load.');
        this.#problem = unloadable(problem);
        return this.kill('gone');
      }
      case 'registered':
        if (this.state !== 'loading') events.registered(this, readMeta('registered', message.meta).manifest);
        return;
      case 'pong':
        return this.#moveSoon();
    }
  }

  /** Once for all messages that have come together: the last of them tells most. */
  #moveSoon(): void {
    if (this.#isMoving) return;
    this.#isMoving = true;
    process.nextTick(() => {
      this.#isMoving = false;
      this.#parts.events.movable();
    });
  }

  #begin(number: number): void {
    const run = this.#runs.get(number);
    if (run === undefined || run.isBegun) return;
    run.isBegun = true;
    this.#unbegun--;
  }

  #finish(message: Extract<WorkerMessage, { kind: 'result' | 'error' }>): void {
    const run = this.#runs.get(message.run);
    if (run === undefined) {
      // Its caller was told already that it is late; code may also name any number here.
      if (this.#floods.admit(message.body.length) === 'kill') this.kill('flood');
      return;
    }
    const outcome = outcomeOf(message);
    if (message.kind === 'error') run.thrownAt = readMeta('error', message.meta).at;
    this.#take(message.run);
    this.#signs.ended();
    if (outcome instanceof ParseError) run.fail(outcome);
    else run.succeed(outcome);
  }

  #end({ fault, lastWords, areMarksRead }: ProcessEnd): void {
    this.state = 'ended';
    const fate: Fate = fault === undefined ? fateIn(lastWords, this.#fate) : 'fault';
    const left = [...this.#runs.values()];
    this.#runs.clear();
    this.#requests.forgetAll();
    if (!areMarksRead) for (const run of left) run.isBegun = true;
    const unbegun = left.filter(({ isBegun }) => !isBegun);
    if (!this.#isLoaded) this.#problem ??= notLoaded(fate);
    if (fault !== undefined) this.#parts.words.fault(this.#parts.app, fault);
    if (this.#problem !== undefined && !this.#parts.isProbe) this.#parts.words.unloadable(this.#parts.app, this.#problem);
    if (fate !== 'gone' || left.length > 0 || (!this.#isLoaded && lastWords !== ''))
      this.#parts.words.broken(this.#parts.app, fate, lastWords);
    for (const run of left) if (run.isBegun) run.fail(brokenOff(run.order, fate));
    this.#parts.events.ended(this, unbegun, this.#problem);
    this.#gone.resolve();
  }
}
