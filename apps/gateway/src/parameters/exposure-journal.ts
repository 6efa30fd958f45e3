import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { analytics, type AppId } from '@parlance/contracts';
import { describeError, type Logger } from '@parlance/telemetry';

/** Exposures leave this process so often: a report shows them within five seconds. */
const FLUSH_MS = 500;
/** Exposures that are known to have been told: an installation asks at most every 12 hours, or again and again. About 100 bytes each. */
const TOLD_MAX = 100_000;
/** Then an exposure is told again. Analytics counts the first one alone, and this one for an installation that was saved in between. */
const TOLD_MS = 10 * 60_000;
/** Exposures that wait while NATS is away; further ones are told when their installation asks again. */
const WAITING_MAX = 100_000;
/** Of one entry: far below a NATS server's `max_payload` of 1 MiB. */
const ENTRY_MAX = 1_000;

interface Exposure {
  readonly app: AppId;
  readonly experiment: string;
  readonly installation: string;
  readonly at: number;
}

/**
 * Tells analytics which installations were given variants of experiments. An answer waits for nothing of it: noting one is a look-up in
 * memory. Telling one twice counts nothing twice, so that an entry of unknown fate is told again.
 */
export class ExposureJournal {
  readonly #bus: Bus;
  readonly #logger: Logger;
  readonly #isHeard: boolean;
  readonly #told = new BoundedCache<string, true>({ max: TOLD_MAX, ttlMs: TOLD_MS });
  readonly #timer: NodeJS.Timeout;
  #waiting: Exposure[] = [];
  #sending: Promise<void> = Promise.resolve();
  #isAway = false;

  /** @param isHeard false in a deployment without analytics: nothing is told */
  constructor(bus: Bus, logger: Logger, isHeard = true) {
    this.#bus = bus;
    this.#logger = logger;
    this.#isHeard = isHeard;
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS);
    this.#timer.unref();
  }

  /** @param installation an id as its client sent it, of at most 256 UTF-16 units */
  note(app: AppId, experiment: string, installation: string): void {
    const key = `${experiment}|${installation}`;
    if (!this.#isHeard || this.#told.get(key) !== undefined || this.#waiting.length >= WAITING_MAX) return;
    this.#told.set(key, true);
    this.#waiting.push({ app, experiment, installation, at: Date.now() });
  }

  /** Resolves when the exposures so far are stored, or have to wait. */
  flush(): Promise<void> {
    if (this.#waiting.length === 0) return this.#sending;
    return (this.#sending = this.#sending.then(() => this.#send()));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0) {
      const entry = this.#waiting.slice(0, ENTRY_MAX);
      try {
        await this.#bus.append(analytics.variantsGiven, Buffer.from(JSON.stringify(grouped(entry))));
        this.#isAway = false;
      } catch (error) {
        if (!this.#isAway) this.#logger.warn({ reason: describeError(error).message }, 'Exposures of experiments wait to be stored.');
        this.#isAway = true;
        return;
      }
      this.#waiting = this.#waiting.slice(entry.length);
    }
  }
}

function grouped(exposures: readonly Exposure[]): readonly analytics.GivenVariants[] {
  const groups = Map.groupBy(exposures, ({ app, experiment }) => `${app} ${experiment}`);
  return Array.from(groups.values(), (group) => ({
    app: group[0]!.app,
    experiment: group[0]!.experiment,
    installations: group.map(({ installation, at }) => [installation.toWellFormed(), at] as const),
  }));
}
