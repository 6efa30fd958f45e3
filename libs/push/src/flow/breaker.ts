/** How a breaker judges; each has the contract's number by default. */
export interface BreakerOptions {
  /** Results that are looked at: those of the last 10 s. */
  readonly windowMs?: number;
  /** Fewer results say nothing: 100. */
  readonly resultsMin?: number;
  /** How long nothing passes: 30 s. */
  readonly openMs?: number;
  /** Messages that try, after that time, whether all is well again: 10. */
  readonly probes?: number;
}

export type BreakerState = 'closed' | 'open' | 'halfOpen';

/** Permission for some messages. `round` goes back with their results. */
export interface Permission {
  readonly admitted: number;
  readonly round: number;
}

const PARTS = 10;
const SHARE_MAX = 0.5;
/** Probes that nobody tells the results of are given up after the time that requests take at most, and some more. */
const PROBING_MS_MAX = 15_000;

/**
 * Keeps messages from a provider that is out of order: when more than half of the results of ten seconds are errors, nothing passes for
 * half a minute; then a few messages try, and their results decide.
 *
 * Source: docs/contract/30-push-engine.md section 6.6.
 */
export class Breaker {
  readonly #now: () => number;
  readonly #options: Required<BreakerOptions>;
  #state: BreakerState = 'closed';
  /** Results by part of the window; the first is the oldest. */
  #parts: { readonly from: number; ok: number; errors: number }[] = [];
  #opensAt = 0;
  #round = 0;
  #probesLeft = 0;
  #probesOut = 0;
  #probes = { ok: 0, errors: 0 };

  /** @param now milliseconds, of any origin */
  constructor(now: () => number, { windowMs = 10_000, resultsMin = 100, openMs = 30_000, probes = 10 }: BreakerOptions = {}) {
    this.#now = now;
    this.#options = { windowMs, resultsMin, openMs, probes };
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** In how many milliseconds it is worth asking again; 0 when messages pass. */
  get waitMs(): number {
    if (this.#state === 'closed') return 0;
    return Math.max(1, this.#state === 'open' ? this.#opensAt - this.#now() : Math.min(1_000, this.#options.openMs));
  }

  /** How many of `wanted` messages may be handed over now. Each that is admitted has a result. */
  admit(wanted: number): Permission {
    if (this.#state === 'closed') return { admitted: wanted, round: this.#round };
    const isLost = this.#state === 'halfOpen' && this.#now() - this.#opensAt > PROBING_MS_MAX;
    if (isLost || (this.#state === 'open' && this.#now() >= this.#opensAt)) this.#probe();
    const admitted = this.#state === 'halfOpen' ? Math.min(wanted, this.#probesLeft) : 0;
    this.#probesLeft -= admitted;
    this.#probesOut += admitted;
    return { admitted, round: this.#round };
  }

  /** Takes note of results, by the permission that they go back to; those of an earlier round decide nothing. */
  record(round: number, ok: number, errors: number): void {
    if (round !== this.#round || this.#state === 'open') return;
    if (this.#state === 'halfOpen') return this.#judgeProbes(ok, errors);
    const now = this.#now();
    const last = this.#parts.at(-1);
    if (last !== undefined && now - last.from < this.#options.windowMs / PARTS) {
      last.ok += ok;
      last.errors += errors;
    } else this.#parts.push({ from: now, ok, errors });
    while (this.#parts[0] !== undefined && now - this.#parts[0].from >= this.#options.windowMs) this.#parts.shift();
    const sum = this.#parts.reduce((total, part) => ({ ok: total.ok + part.ok, errors: total.errors + part.errors }), { ok: 0, errors: 0 });
    const results = sum.ok + sum.errors;
    if (results >= this.#options.resultsMin && sum.errors > results * SHARE_MAX) this.#open();
  }

  #probe(): void {
    this.#state = 'halfOpen';
    this.#opensAt = this.#now();
    this.#round += 1;
    this.#probesLeft = this.#options.probes;
    this.#probesOut = 0;
    this.#probes = { ok: 0, errors: 0 };
  }

  #judgeProbes(ok: number, errors: number): void {
    this.#probes.ok += ok;
    this.#probes.errors += errors;
    this.#probesOut -= ok + errors;
    if (this.#probesOut > 0) return;
    const { ok: well, errors: ill } = this.#probes;
    if (ill > (well + ill) * SHARE_MAX) return this.#open();
    this.#state = 'closed';
    this.#round += 1;
    this.#parts = [];
  }

  #open(): void {
    this.#state = 'open';
    this.#round += 1;
    this.#opensAt = this.#now() + this.#options.openMs;
    this.#parts = [];
  }
}
