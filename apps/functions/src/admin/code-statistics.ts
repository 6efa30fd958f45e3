import type { Logger } from '@parlance/telemetry';
import type { CodePart, CountedBy, CountedError } from '../database/documents.ts';
import { rangeOf } from './durations.ts';
import type { CountStore } from './count.store.ts';
import type { Counts } from './counts.ts';

/** Counts of other replicas are at most so old in a report. */
const FLUSH_EVERY_MS = 2_000;
const HOUR_MS = 3_600_000;
/** Most functions and triggers counted between two flushes; calls of further ones are left out. */
const PARTS_MAX = 20_000;

/** The end of one call. */
export interface CodeCall {
  readonly app: string;
  /** Of the manifest: the release or the digest that ran; of webhooks '-'. */
  readonly version: string;
  readonly part: CodePart;
  readonly by: CountedBy;
  readonly durationMs: number;
  readonly outcome: 'ok' | 'error' | 'timeout';
  readonly error?: Omit<CountedError, 'at'> | undefined;
}

/** Counts the calls of the code of all apps in this replica, and adds them to those of all replicas every few seconds. */
export class CodeStatistics {
  readonly #store: Pick<CountStore, 'add'>;
  readonly #logger: Logger;
  readonly #now: () => number;
  #counts = new Map<string, Counts>();
  #timer: NodeJS.Timeout | undefined;
  #isFailing = false;

  constructor(store: Pick<CountStore, 'add'>, logger: Logger, now: () => number = Date.now) {
    this.#store = store;
    this.#logger = logger;
    this.#now = now;
  }

  /** Counts a call that has ended. Returns at once, never throws. */
  record(call: CodeCall): void {
    const now = this.#now();
    const counts = this.#of(call, now);
    if (counts === undefined) return;
    const range = rangeOf(call.durationMs);
    counts.calls++;
    counts.times.set(range, (counts.times.get(range) ?? 0) + 1);
    if (call.outcome !== 'ok') {
      if (call.outcome === 'timeout') counts.timeouts++;
      else counts.errors++;
      counts.lastError = { at: new Date(now), code: 141, message: '', ...call.error };
    }
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_EVERY_MS).unref();
  }

  /** Stores the calls that were counted since the last time. Never fails: counts that cannot be stored wait. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const counts = this.#counts;
    if (counts.size === 0) return;
    this.#counts = new Map();
    try {
      await this.#store.add([...counts.values()]);
      this.#isFailing = false;
    } catch (error) {
      this.#takeBack(counts);
      if (!this.#isFailing) this.#logger.warn({ err: error }, 'Counts of Cloud Code cannot be stored; they wait.');
      this.#isFailing = true;
      this.#timer ??= setTimeout(() => void this.flush(), FLUSH_EVERY_MS).unref();
    }
  }

  #of({ app, version, part, by }: CodeCall, now: number): Counts | undefined {
    const hour = now - (now % HOUR_MS);
    const key = `${app}\n${version}\n${by}\n${part.kind}\n${part.name}\n${hour}`;
    const found = this.#counts.get(key);
    if (found !== undefined || this.#counts.size >= PARTS_MAX) return found;
    const counts = {
      app,
      version,
      part,
      by,
      hour: new Date(hour),
      calls: 0,
      errors: 0,
      timeouts: 0,
      times: new Map(),
      lastError: undefined,
    };
    this.#counts.set(key, counts);
    return counts;
  }

  /** An upsert whose outcome is unknown may have been stored: counts may then be too high, never too low. */
  #takeBack(counts: ReadonlyMap<string, Counts>): void {
    for (const [key, old] of counts) {
      const since = this.#counts.get(key);
      if (since === undefined) this.#counts.set(key, old);
      else {
        since.calls += old.calls;
        since.errors += old.errors;
        since.timeouts += old.timeouts;
        since.lastError ??= old.lastError;
        for (const [range, count] of old.times) since.times.set(range, (since.times.get(range) ?? 0) + count);
      }
    }
  }
}
