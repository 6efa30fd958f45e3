import type { HttpReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { nextRun } from '../channel/frames.ts';
import { nearlyFullMb, residentMbMax, type Walls } from '../isolation/launch.ts';
import { USER_IDS, USER_IDS_FROM } from '../isolation/probe-layers.ts';
import { isReadableByAll } from '../isolation/readable-by-all.ts';
import { residentMb } from '../isolation/resident-memory.ts';
import { AppPool } from './app-pool.ts';
import { AppRequests } from './app-requests.ts';
import type { AppLimits, Code } from './code.ts';
import type { CodeWords } from './code-words.ts';
import type { ConnectOut } from './egress.ts';
import { stopping } from './fates.ts';
import { LOOK_MS, MEMORY_LOOK_MS } from './limits.ts';
import type { Order } from './run.ts';
import { Worker, type WorkerEvents } from './worker.ts';
import type { Perform } from './worker-requests.ts';

export type Manifest = Readonly<Record<string, unknown>>;

export interface CodeHostParts {
  readonly walls: Walls;
  /** Absolute path of the runtime; see runtime-entry.ts. */
  readonly runtime: string;
  readonly perform: Perform;
  /** Opens connections of code to other machines. */
  readonly connect: ConnectOut;
  readonly words: CodeWords;
  /** Code was loaded, or has registered something since. The manifest is JSON of the code's own making, to be checked. */
  readonly manifest: (app: string, code: Code, manifest: Manifest) => void;
  /** Processes of all apps at the same time. */
  readonly processesMax: number;
}

/** A process that is nearly full so many looks in a row leaks: another one takes its place, and no call fails. */
const LOOKS_ABOVE_MAX = 5;

/** The memory of one process, in MB. */
interface Memory {
  readonly maxMb: number;
  readonly nearlyFullMb: number;
  looksAbove: number;
}

/** How often processes are looked for that have been idle for long, in looks at the memory. */
const LOOKS_PER_IDLE_LOOK = 10;

/** The processes that run the code of all apps in this replica. */
export class CodeHost {
  readonly #parts: CodeHostParts;
  readonly #requests: AppRequests;
  readonly #pools = new Map<string, AppPool>();
  readonly #probes = new Set<Worker>();
  readonly #memory = new WeakMap<Worker, Memory>();
  #run = 0;
  #processes = 0;
  #looks = 0;
  #watch: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(parts: CodeHostParts) {
    this.#parts = parts;
    this.#requests = new AppRequests(parts.perform);
  }

  /** Walls around the processes, for health. */
  get walls(): Walls {
    return this.#parts.walls;
  }

  /** For health and metrics: apps with processes or waiting calls, and processes. */
  get load(): { readonly apps: number; readonly processes: number; readonly waiting: number } {
    let waiting = 0;
    for (const pool of this.#pools.values()) waiting += pool.waiting;
    return { apps: this.#pools.size, processes: this.#processes, waiting };
  }

  /** Apps with processes or waiting calls. */
  get apps(): string[] {
    return [...this.#pools.keys()];
  }

  /** Ids of the processes, each the outermost of its walls. */
  get processIds(): number[] {
    return [...this.#pools.values()].flatMap(({ workers }) => [...workers].flatMap(({ processId }) => processId ?? []));
  }

  /** Runs a call of the app's code; the first call of an app starts a process. Rejects with a ParseError. */
  run(app: string, code: Code, limits: AppLimits, order: Order): Promise<HttpReply> {
    return this.#poolOf(app, code, limits).run(order);
  }

  /**
   * Loads code to see whether it can be, in a process that serves no call.
   *
   * @throws CloudCodeFailed (141) with the place of the mistake; ServiceUnavailable where there is no place for a process
   */
  async probe(app: string, code: Code, limits: AppLimits): Promise<Manifest> {
    if (this.#isStopping) throw stopping();
    const outcome = Promise.withResolvers<Manifest>();
    const worker = this.#start(app, code, limits, true, {
      loaded: (_loaded, manifest) => {
        outcome.resolve(manifest);
        worker?.kill('gone');
      },
      registered: () => undefined,
      movable: () => undefined,
      ended: (ended, _unbegun, problem) => {
        this.#probes.delete(ended);
        outcome.reject(problem ?? new ParseError('CloudCodeFailed', 'The code of this app cannot be loaded.'));
      },
    });
    if (worker === undefined) throw new ParseError('ServiceUnavailable', 'This machine runs as many processes of code as it may.');
    this.#probes.add(worker);
    const look = setInterval(() => worker.look(Date.now()), LOOK_MS);
    try {
      return await outcome.promise;
    } finally {
      clearInterval(look);
    }
  }

  /** Whether the app has processes here, or calls that wait for one. */
  runs(app: string): boolean {
    return this.#pools.has(app);
  }

  /**
   * Starts processes with code that is about to be in force, where the app has some with other code. Resolves when they are ready, or there
   * is no place for them.
   */
  async prepare(app: string, code: Code, limits: AppLimits): Promise<void> {
    if (!this.#isStopping) await this.#pools.get(app)?.prepare(code, limits);
  }

  /** Ends the processes of an app that is gone. */
  forget(app: string): void {
    this.#pools.get(app)?.kill();
    this.#pools.delete(app);
  }

  /** Takes no further calls; resolves when those that run have ended, and their processes with them. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const probe of this.#probes) probe.kill('gone');
    await Promise.all([...this.#pools.values()].map((pool) => pool.stop()));
    clearInterval(this.#watch);
  }

  /** Ends all processes at once. */
  kill(): void {
    this.#isStopping = true;
    for (const pool of this.#pools.values()) pool.kill();
    for (const probe of this.#probes) probe.kill('gone');
    clearInterval(this.#watch);
  }

  #poolOf(app: string, code: Code, limits: AppLimits): AppPool {
    const known = this.#pools.get(app);
    if (known !== undefined) {
      known.use(code, limits);
      return known;
    }
    const { words, manifest } = this.#parts;
    const pool = new AppPool(code, limits, {
      app,
      nextRun: () => (this.#run = nextRun(this.#run)),
      start: (started, allowed, events) => this.#start(app, started, allowed, false, events),
      ended: (run, version, outcome) => words.ended(run, version, Date.now() - run.askedAt, outcome),
      manifest: (loaded, told) => manifest(app, loaded, told),
    });
    this.#pools.set(app, pool);
    return pool;
  }

  #start(app: string, code: Code, limits: AppLimits, isProbe: boolean, events: WorkerEvents): Worker | undefined {
    if (this.#processes >= this.#parts.processesMax && !this.#makeRoom(app)) return undefined;
    const { walls, runtime, connect, words } = this.#parts;
    this.#processes++;
    const launch = { runtime, readable: code.readable, memoryMb: limits.memoryMb, userId: this.#userFor(code) };
    const worker = new Worker(walls, launch, {
      app,
      code,
      isProbe,
      perform: this.#requests.perform,
      connect,
      words,
      events: {
        ...events,
        ended: (ended, unbegun, problem) => {
          this.#processes--;
          events.ended(ended, unbegun, problem);
          for (const pool of this.#pools.values()) if (pool.waiting > 0) pool.move();
        },
      },
    });
    this.#memory.set(worker, { maxMb: residentMbMax(limits.memoryMb), nearlyFullMb: nearlyFullMb(limits.memoryMb), looksAbove: 0 });
    this.#watch ??= setInterval(() => this.#look(), MEMORY_LOOK_MS).unref();
    return worker;
  }

  /** Ends the process that had no call for the longest time. Its place is free when it has ended: `ended` then moves the waiting calls. */
  #makeRoom(app: string): boolean {
    let found: Worker | undefined;
    for (const [other, pool] of this.#pools) {
      const idle = other === app ? undefined : pool.idlest;
      if (idle?.idleSince !== undefined && (found?.idleSince === undefined || idle.idleSince < found.idleSince)) found = idle;
    }
    found?.retire();
    return false;
  }

  /** Each process has a user of its own; code that only its owner can read is run as that owner. */
  #userFor({ entry }: Code): number | undefined {
    const { walls, runtime } = this.#parts;
    if (!walls.layers.has('ownUser') || !isReadableByAll(runtime) || !isReadableByAll(entry)) return undefined;
    this.#user = (this.#user + 1) % USER_IDS;
    return USER_IDS_FROM + this.#user;
  }
  #user = Math.floor(Math.random() * USER_IDS);

  #look(): void {
    const isIdleLook = ++this.#looks % LOOKS_PER_IDLE_LOOK === 0;
    const now = Date.now();
    for (const [app, pool] of this.#pools) {
      for (const worker of pool.workers) if (worker.calls > 0 || isIdleLook) this.#watchMemory(worker);
      if (isIdleLook && pool.endIdle(now)) this.#pools.delete(app);
    }
    for (const probe of this.#probes) this.#watchMemory(probe);
    if (this.#pools.size > 0 || this.#probes.size > 0) return;
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  #watchMemory(worker: Worker): void {
    const { processId } = worker;
    const memory = this.#memory.get(worker);
    if (processId === undefined || memory === undefined) return;
    const mb = residentMb(processId);
    memory.looksAbove = mb > memory.nearlyFullMb ? memory.looksAbove + 1 : 0;
    if (mb > memory.maxMb) worker.kill('memory');
    else if (memory.looksAbove >= LOOKS_ABOVE_MAX) worker.retire();
  }
}
