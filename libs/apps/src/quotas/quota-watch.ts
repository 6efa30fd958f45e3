import { quotaState, type QuotaLimit, type QuotaName, type QuotaState } from '@parlance/app-settings';
import { defineInstruments, type Logger } from '@parlance/telemetry';

/** A use that lasts is told again after this time. */
const AGAIN_MS = 600_000;
/** Uses that are remembered at a time, at 100 bytes each. */
const KNOWN_MAX = 20_000;
const REACHED = { ok: 0, soft: 1, hard: 2 } as const satisfies Record<QuotaState, number>;

/** A use of an app under one of its quotas, as it was last seen. */
export interface NotedUse {
  readonly app: string;
  readonly quota: QuotaName;
  readonly limit: QuotaLimit;
  readonly used: number;
  /** Whether something was refused, where that cannot be told from the use. */
  readonly isRefused?: boolean;
}

/** A use that is at a limit, or was: a metric keeps its last value until it is told another one. */
interface KnownUse {
  readonly app: string;
  readonly quota: QuotaName;
  state: QuotaState;
  /** The state that was told last, and when. */
  readonly told: QuotaState;
  readonly at: number;
}

const watches = new Set<QuotaWatch>();
const instruments = defineInstruments((meter) => {
  const reached = meter.createObservableGauge('parlance.quota.reached', {
    description: 'Quotas of apps whose soft limit (1) or hard limit (2) is reached; 0 once it is no more.',
  });
  meter.addBatchObservableCallback(
    (result) => {
      for (const watch of watches)
        for (const { app, quota, state } of watch.known()) result.observe(reached, REACHED[state], { app, quota });
    },
    [reached],
  );
  return {
    refusals: meter.createCounter('parlance.quota.refusals', { description: 'Requests that a quota has refused.', unit: '{request}' }),
  };
});

/** Tells administrators of apps that reach their limits: by a line in the log when it begins, and in metrics for as long as it lasts. */
export class QuotaWatch {
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #known = new Map<string, KnownUse>();

  constructor(logger: Logger, now: () => number = Date.now) {
    this.#logger = logger;
    this.#now = now;
    watches.add(this);
  }

  /** Says the state of a use, and tells it where it is new. A use that goes back and forth is told no more often than one that stays. */
  note({ app, quota, limit, used, isRefused = false }: NotedUse): QuotaState {
    const state = isRefused ? 'hard' : quotaState(limit, used);
    const key = `${app} ${quota}`;
    const known = this.#known.get(key);
    if (known === undefined && state === 'ok') return state;
    const now = this.#now();
    const isKept = known !== undefined && now - known.at < AGAIN_MS;
    if (isKept && REACHED[state] <= REACHED[known.told]) {
      known.state = state;
      return state;
    }
    if (known === undefined && this.#known.size >= KNOWN_MAX) this.#known.delete(this.#known.keys().next().value ?? '');
    this.#known.set(key, { app, quota, state, told: state, at: now });
    if (state === 'ok') return state;
    this.#logger.warn({ app, quota, used, soft: limit.soft, hard: limit.hard }, `An app has reached the ${state} limit of a quota.`);
    return state;
  }

  /** Counts requests that were refused. */
  refused(app: string, quota: QuotaName, count = 1): void {
    instruments.current?.refusals.add(count, { app, quota });
  }

  /** Forgets an app that has no such quota any more. */
  forget(app: string, quota: QuotaName): void {
    const key = `${app} ${quota}`;
    const known = this.#known.get(key);
    if (known !== undefined) this.#known.set(key, { ...known, state: 'ok', told: 'ok' });
  }

  /** The uses that are at a limit, or were. */
  known(): Iterable<Pick<KnownUse, 'app' | 'quota' | 'state'>> {
    return this.#known.values();
  }

  /** The uses that are at a limit. */
  reached(): readonly Pick<KnownUse, 'app' | 'quota' | 'state'>[] {
    return [...this.#known.values()].filter(({ state }) => state !== 'ok');
  }

  /** Ends the part of this watch in the metrics; as a Nest provider it does so by itself. */
  onApplicationShutdown(): void {
    watches.delete(this);
  }
}
