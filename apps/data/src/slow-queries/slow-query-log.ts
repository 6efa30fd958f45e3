import { randomBytes } from 'node:crypto';
import type { Logger } from '@parlance/telemetry';
import { hourOf, QueryTally, type Advice, type QueryKind, type QueryRun } from './query-tally.ts';
import type { SlowQueryStore } from './slow-query.store.ts';

/** Kinds of queries that one process follows for one app; the one that was slow longest ago makes room. */
const KINDS_MAX = 200;
/** Observed times are in the database after this time. */
const FLUSH_AFTER_MS = 800;
/** While the database does not take them, observed times are offered again after this time. */
const RETRY_AFTER_MS = 5_000;
/** One line of the log in this time for each kind of query: a slow database must not drown it. */
const LINE_EVERY_MS = 10_000;

/** A kind of query that was slow, and so is counted whether slow or not. */
interface Followed {
  readonly kind: QueryKind;
  tally: QueryTally;
  /** Slow runs since the last line of the log. */
  unlogged: number;
  loggedAt: number;
}

/**
 * The slow queries of one app, as this process sees them: counted in memory, bounded, and saved a moment later, so that a query only
 * ever waits for an addition. Numbers of all processes add up in the database.
 */
export class SlowQueryLog {
  readonly #store: SlowQueryStore;
  readonly #logger: Logger;
  readonly #source = randomBytes(8).toString('hex');
  /** By kind; the one that was slow last stands last. */
  readonly #followed = new Map<string, Followed>();
  /** Followed kinds of each class, so that queries of other classes cost one look. */
  readonly #classes = new Map<string, number>();
  /** Of hours that have ended, and of kinds that made room. */
  #past: QueryTally[] = [];
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(store: SlowQueryStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /** True when queries of the class are counted. */
  follows(className: string): boolean {
    return this.#classes.has(className);
  }

  /** Counts a run, if it is slow or its kind is followed. */
  add(kind: QueryKind, run: QueryRun): void {
    const key = keyOf(kind);
    let followed = this.#followed.get(key);
    if (followed === undefined) {
      if (!run.isSlow) return;
      followed = this.#follow(key, kind, run);
    } else if (run.isSlow) {
      this.#followed.delete(key);
      this.#followed.set(key, followed);
    }
    this.#tallyOf(followed, run.endedAt).add(run);
    if (run.isSlow) this.#tell(followed, run);
    this.#flushSoon(FLUSH_AFTER_MS);
  }

  /** Keeps the findings about a followed kind. */
  advise(kind: QueryKind, advice: Advice): void {
    const followed = this.#followed.get(keyOf(kind));
    if (followed === undefined) return;
    this.#tallyOf(followed, advice.plannedAt).advise(advice);
    this.#flushSoon(FLUSH_AFTER_MS);
  }

  /** Saves the records that have changed. Those that cannot be saved are kept for the next time; never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(() => this.#save());
    return this.#flushing;
  }

  async #save(): Promise<void> {
    const present = Array.from(this.#followed.values(), ({ tally }) => tally).filter(({ isDirty }) => isDirty);
    const tallies = [...this.#past, ...present];
    this.#past = [];
    for (const tally of tallies) tally.isDirty = false;
    try {
      await this.#store.save(tallies.map((tally) => tally.record(this.#source)));
    } catch (error) {
      this.#logger.warn({ err: error }, 'Slow queries could not be recorded.');
      for (const tally of tallies) tally.isDirty = true;
      this.#past = [...tallies.filter((tally) => !present.includes(tally)), ...this.#past].slice(-KINDS_MAX);
      this.#flushSoon(RETRY_AFTER_MS);
    }
  }

  #follow(key: string, kind: QueryKind, { endedAt }: QueryRun): Followed {
    const [oldest] = this.#followed;
    if (oldest !== undefined && this.#followed.size >= KINDS_MAX) this.#leave(...oldest);
    const followed = { kind, tally: new QueryTally(kind, hourOf(endedAt)), unlogged: 0, loggedAt: -Infinity };
    this.#followed.set(key, followed);
    this.#classes.set(kind.className, (this.#classes.get(kind.className) ?? 0) + 1);
    return followed;
  }

  #leave(key: string, { kind: { className }, tally }: Followed): void {
    this.#followed.delete(key);
    const others = (this.#classes.get(className) ?? 1) - 1;
    if (others === 0) this.#classes.delete(className);
    else this.#classes.set(className, others);
    this.#putAside(tally);
  }

  #tallyOf(followed: Followed, time: number): QueryTally {
    if (hourOf(time) > followed.tally.hour) {
      this.#putAside(followed.tally);
      followed.tally = new QueryTally(followed.kind, hourOf(time), followed.tally.advice);
    }
    return followed.tally;
  }

  #putAside(tally: QueryTally): void {
    if (tally.isDirty && this.#past.length < KINDS_MAX) this.#past.push(tally);
  }

  #tell(followed: Followed, { durationMs, isTimeout, endedAt }: QueryRun): void {
    followed.unlogged++;
    if (endedAt - followed.loggedAt < LINE_EVERY_MS) return;
    const { className, operation, shape } = followed.tally.record(this.#source);
    const line = { className, operation, shape, durationMs: Math.round(durationMs), timedOut: isTimeout, slowRuns: followed.unlogged };
    this.#logger.warn(line, 'A query was slow.');
    followed.unlogged = 0;
    followed.loggedAt = endedAt;
  }

  #flushSoon(afterMs: number): void {
    this.#timer ??= setTimeout(() => void this.flush(), afterMs).unref();
  }
}

function keyOf({ className, operation, shape }: QueryKind): string {
  return `${className} ${operation} ${shape}`;
}
